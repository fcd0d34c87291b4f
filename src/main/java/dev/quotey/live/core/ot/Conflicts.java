package dev.quotey.live.core.ot;

/** Takes what a transform meets. */
interface Conflicts {
  /** For whoever wants the result alone. */
  Conflicts UNHEARD = new Conflicts() {
    @Override
    public void add(Conflict conflict) {}

    @Override
    public void met(boolean same) {}
  };

  /** One operation lost to the other. */
  void add(Conflict conflict);

  /**
   * Both had the same place, and neither lost anything.
   *
   * @param same whether both said the same, or one moved what the other deleted, so that one of them does
   *     nothing any more; else both have their way
   */
  void met(boolean same);
}

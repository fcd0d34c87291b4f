package dev.quotey.live.core.ot;

/** Takes what a transform meets. */
interface Conflicts {
  /** For whoever wants the result alone. */
  Conflicts UNHEARD = new Conflicts() {
    @Override
    public void add(Conflict conflict) {}

    @Override
    public void met(Meeting meeting) {}
  };

  /** One operation lost to the other. */
  void add(Conflict conflict);

  /** Both had the same place, and neither lost anything. */
  void met(Meeting meeting);
}

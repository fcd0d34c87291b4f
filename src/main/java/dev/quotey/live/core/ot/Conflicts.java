package dev.quotey.live.core.ot;

/** Takes the conflicts that a transform meets. */
interface Conflicts {
  /** For whoever wants the result alone. */
  Conflicts UNHEARD = conflict -> {};

  void add(Conflict conflict);
}

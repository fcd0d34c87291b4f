package dev.quotey.live.core.ot;

/** How two concurrent operations got along that had the same place, and of which neither lost anything. */
public enum Meeting {
  /** Both have their way: edits of one text, numbers added to one, elements put into one gap. */
  MERGED,
  /** Both said the same, or one moved what the other deleted; one of them does nothing any more. */
  SAME
}

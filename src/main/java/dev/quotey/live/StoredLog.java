package dev.quotey.live;

import dev.quotey.live.protocol.LoggedChange;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** A session's log as it is stored, read piece by piece however long it is. Blocks. */
final class StoredLog implements Iterator<LoggedChange> {
  private final Pages pages;
  private final Progress progress;
  private final long last;
  private Iterator<LoggedChange> page = List.<LoggedChange>of().iterator();
  private long revision;

  /** Gives some of the changes from a revision on, in order; none where there are none. */
  interface Pages {
    List<LoggedChange> from(long revision);
  }

  /** @param last revision that is wanted */
  StoredLog(Pages pages, long last, Progress progress) {
    this.pages = pages;
    this.last = last;
    this.progress = progress;
  }

  /** Of the change that was read last; 0 before the first. */
  long revision() {
    return revision;
  }

  @Override
  public boolean hasNext() {
    if (!page.hasNext() && revision < last) {
      page = pages.from(revision + 1).stream()
          .filter(logged -> logged.change().revision() <= last)
          .iterator();
    }
    return page.hasNext();
  }

  @Override
  public LoggedChange next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the log ends at revision " + revision);
    }
    LoggedChange logged = page.next();
    revision = logged.change().revision();
    progress.at(revision, last);
    return logged;
  }
}

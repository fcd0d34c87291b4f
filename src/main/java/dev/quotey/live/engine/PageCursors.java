package dev.quotey.live.engine;

import dev.quotey.live.core.json.JsonList;
import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.json.JsonNumber;
import dev.quotey.live.core.json.JsonString;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.json.Path;
import dev.quotey.live.core.ot.Change;
import dev.quotey.live.core.ot.Cursor;
import dev.quotey.live.core.sync.ClientId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where others are. A cursor is told with the revision that its owner had seen; it is carried past
 * what was committed since, but not past its owner's own edits, which it has in it already.
 */
final class PageCursors {
  /** Commits that are kept to carry cursors past; an older cursor stays as it was told. */
  private static final int COMMITS_MAX = 64;

  private List<Seen> seen = new ArrayList<>();
  private final List<Commit> commits = new ArrayList<>();

  private record Seen(ClientId client, Cursor cursor) {}

  private record Commit(long revision, ClientId author, Change change) {}

  void see(ClientId client, Cursor told, long revision) {
    forget(client);
    List<Seen> carried = new ArrayList<>();
    carried.add(new Seen(client, told));
    for (Commit commit : commits) {
      if (commit.revision() > revision) {
        carried = carried(carried, commit.author(), commit.change());
      }
    }
    seen.addAll(carried);
  }

  void forget(ClientId client) {
    seen.removeIf(one -> one.client().equals(client));
  }

  void committed(long revision, ClientId author, Change change) {
    commits.add(new Commit(revision, author, change));
    if (commits.size() > COMMITS_MAX) {
      commits.remove(0);
    }
    seen = carried(seen, author, change);
  }

  private static List<Seen> carried(List<Seen> seen, ClientId author, Change change) {
    List<Seen> carried = new ArrayList<>();
    for (Seen one : seen) {
      Optional<Cursor> cursor = one.client().equals(author)
          ? Optional.of(one.cursor())
          : one.cursor().transform(change, false);
      if (cursor.isPresent()) {
        carried.add(new Seen(one.client(), cursor.get()));
      }
    }
    return carried;
  }

  /** Where the cursors stand in the document shown, which has {@code pending} of {@code me} in it. */
  JsonValue shown(ClientId me, Change pending) {
    List<JsonValue> list = new ArrayList<>();
    for (Seen one : carried(seen, me, pending)) {
      list.add(form(one.cursor()).with("client_id", new JsonString(one.client().value())));
    }
    return JsonList.of(list);
  }

  /** A place as JSON. */
  static JsonMap form(Cursor cursor) {
    return JsonMap.EMPTY
        .with("path", new JsonString(cursor.path().toString()))
        .with("offset", JsonNumber.of(cursor.offset()));
  }

  static Cursor cursor(String path, int offset) {
    return new Cursor(Path.parse(path), offset);
  }
}

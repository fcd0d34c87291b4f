package dev.quotey.live.engine;

import dev.quotey.live.core.json.JsonBoolean;
import dev.quotey.live.core.json.JsonList;
import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.json.JsonNull;
import dev.quotey.live.core.json.JsonNumber;
import dev.quotey.live.core.json.JsonString;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.json.Path;
import dev.quotey.live.core.ot.Change;
import dev.quotey.live.core.ot.Conflict;
import dev.quotey.live.core.ot.Effect;
import dev.quotey.live.core.ot.Operation;
import dev.quotey.live.core.ot.Ot;
import dev.quotey.live.core.ot.OtException;
import dev.quotey.live.core.sync.ClientId;
import dev.quotey.live.core.sync.Loss;
import dev.quotey.live.protocol.OperationForm;
import java.util.ArrayList;
import java.util.List;

/** What has happened in a quote, kept until the page asks: who changed what from what to what. */
final class PageActivity {
  /** Commits that wait to be asked for; of more only the newest are told. */
  private static final int COMMITS_MAX = 200;

  /** Lines deleted here, kept so that whoever loses an edit inside one can have it back. */
  private static final int DELETED_MAX = 50;

  private final List<JsonValue> commits = new ArrayList<>();
  private final List<JsonValue> gains = new ArrayList<>();
  private final List<Deleted> deleted = new ArrayList<>();

  private record Deleted(Path path, JsonValue line) {}

  /** @param before the committed document that the change applies to */
  void committed(long revision, ClientId author, JsonValue before, Change change) {
    List<JsonValue> changes = new ArrayList<>();
    for (Effect effect : Effect.of(before, change)) {
      JsonMap form = JsonMap.EMPTY
          .with("op_type", new JsonString(OperationForm.type(effect.operation())))
          .with("path", new JsonString(effect.path().toString()));
      form = effect.before().isPresent()
          ? form.with("before", Shown.of(effect.before().get()))
          : form;
      changes.add(
          effect.after().isPresent()
              ? form.with("after", Shown.of(effect.after().get()))
              : form);
    }
    commits.add(JsonMap.EMPTY
        .with("revision", JsonNumber.of(revision))
        .with("client_id", new JsonString(author.value()))
        .with("changes", JsonList.of(changes)));
    if (commits.size() > COMMITS_MAX) {
      commits.remove(0);
    }
  }

  /** Notes the lines that an edit made here deletes. */
  void edited(JsonValue before, Change change) {
    for (Operation operation : change.operations()) {
      if (operation instanceof Operation.Delete) {
        Path path = operation.path();
        path.find(before).ifPresent(line -> deleted.add(new Deleted(path, line)));
      }
    }
    while (deleted.size() > DELETED_MAX) {
      deleted.remove(0);
    }
  }

  /** Notes that an edit made here took one of somebody else's away. */
  void gained(Loss gain, JsonValue after) {
    Conflict conflict = gain.conflict();
    gains.add(form(
        conflict,
        gain.by(),
        conflict.kind() == Conflict.Kind.DELETED ? undeleted(conflict, after) : gain.restore()));
  }

  /** The deleted line, with the edit that lost its place in it. */
  private Change undeleted(Conflict conflict, JsonValue after) {
    if (!(conflict.stands() instanceof Operation.Delete delete)) {
      return Change.EMPTY;
    }
    JsonValue line = JsonNull.NULL;
    for (Deleted one : deleted) {
      line = one.path().equals(delete.path()) ? one.line() : line;
    }
    Path list = delete.path().parent();
    int size = list.find(after).orElse(JsonList.EMPTY) instanceof JsonList now ? now.size() : 0;
    Change back = Change.of(new Operation.Insert(list, Math.min(delete.index(), size), line));
    Change whole = Ot.compose(back, Change.of(conflict.gaveWay()));
    if (line.equals(JsonNull.NULL)) {
      return Change.EMPTY;
    }
    return fits(after, whole) ? whole : fits(after, back) ? back : Change.EMPTY;
  }

  private static boolean fits(JsonValue document, Change change) {
    try {
      Ot.apply(document, change);
      return true;
    } catch (OtException e) {
      return false;
    }
  }

  JsonValue takeCommits() {
    JsonValue taken = JsonList.of(List.copyOf(commits));
    commits.clear();
    return taken;
  }

  JsonValue takeGains() {
    JsonValue taken = JsonList.of(List.copyOf(gains));
    gains.clear();
    return taken;
  }

  /** What was lost to others, each with the operations that restore it. */
  static JsonValue losses(List<Loss> losses) {
    List<JsonValue> list = new ArrayList<>();
    for (Loss loss : losses) {
      list.add(form(loss.conflict(), loss.by(), loss.restore()));
    }
    return JsonList.of(list);
  }

  private static JsonMap form(Conflict conflict, ClientId other, Change restore) {
    return JsonMap.EMPTY
        .with("kind", new JsonString(conflict.kind().name()))
        .with("client_id", new JsonString(other.value()))
        .with("path", new JsonString(conflict.gaveWay().path().toString()))
        .with("restore", OperationForm.write(restore));
  }

  /** Which lines and header fields a change touches. */
  static JsonMap touched(Change change) {
    List<JsonValue> lines = new ArrayList<>();
    boolean header = false;
    boolean order = false;
    for (Operation operation : change.operations()) {
      Path path = operation.path();
      if (path.length() > 1
          && PageLines.LINES.isPrefixOf(path)
          && path.step(1) instanceof Path.Id id) {
        lines.add(new JsonString(id.id()));
        order |= path.length() == 2;
      } else {
        order |= path.equals(PageLines.LINES);
        header |= !path.equals(PageLines.LINES);
      }
    }
    return JsonMap.EMPTY
        .with("lines", JsonList.of(lines))
        .with("order", JsonBoolean.of(order))
        .with("header", JsonBoolean.of(header));
  }
}

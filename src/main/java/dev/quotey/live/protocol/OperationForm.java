package dev.quotey.live.protocol;

import dev.quotey.live.core.json.JsonException;
import dev.quotey.live.core.json.JsonList;
import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.json.JsonNumber;
import dev.quotey.live.core.json.JsonString;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.json.Path;
import dev.quotey.live.core.ot.Change;
import dev.quotey.live.core.ot.Conflict;
import dev.quotey.live.core.ot.Operation;
import dev.quotey.live.core.ot.OtException;
import dev.quotey.live.core.ot.Side;
import dev.quotey.live.core.ot.TextEdit;
import dev.quotey.live.core.sync.Clash;
import dev.quotey.live.core.sync.ClientId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Operations as JSON, and back: the same on the wire, in the log and in the browser, so it knows
 * nothing but the core.
 *
 * <p>Reading is strict: an unknown operation type or member is refused with {@link OtException} or
 * {@link JsonException}. The members {@code timestamp}, {@code client_id} and {@code parent_op_id}
 * of the contract's operation are allowed and belong to the submission around it.
 */
public final class OperationForm {
  /** Operations of one change. */
  public static final int OPERATIONS_MAX = 1_000;

  private static final String KIND = "kind";
  private static final String STANDS = "stands";
  private static final String STANDS_CLIENT = "stands_client_id";
  private static final String GAVE_WAY = "gave_way";
  private static final String GAVE_WAY_CLIENT = "gave_way_client_id";
  private static final String OP_TYPE = "op_type";
  private static final String PATH = "path";
  private static final String VALUE = "value";
  private static final String INDEX = "index";
  private static final String DELETE = "delete";
  private static final Set<String> ALLOWED =
      Set.of(OP_TYPE, PATH, VALUE, INDEX, "timestamp", "client_id", "parent_op_id");

  private OperationForm() {}

  public static JsonList write(Change change) {
    List<JsonValue> operations = new ArrayList<>(change.operations().size());
    for (Operation operation : change.operations()) {
      operations.add(write(operation));
    }
    return JsonList.of(operations);
  }

  public static JsonMap write(Operation operation) {
    JsonMap form = JsonMap.EMPTY
        .with(OP_TYPE, new JsonString(type(operation)))
        .with(PATH, new JsonString(operation.path().toString()));
    return switch (operation) {
      case Operation.Set set -> form.with(VALUE, set.value());
      case Operation.Remove ignored -> form;
      case Operation.Add add -> form.with(VALUE, add.amount());
      case Operation.Text text -> form.with(VALUE, writeEdit(text.edit()));
      case Operation.Insert insert ->
        form.with(INDEX, JsonNumber.of(insert.index())).with(VALUE, insert.value());
      case Operation.Delete delete -> form.with(INDEX, JsonNumber.of(delete.index()));
      case Operation.Move move ->
        form.with(INDEX, JsonNumber.of(move.from())).with(VALUE, JsonNumber.of(move.to()));
    };
  }

  /** The contract's {@code op_type} of an operation. */
  public static String type(Operation operation) {
    return switch (operation) {
      case Operation.Set ignored -> "set";
      case Operation.Remove ignored -> "remove";
      case Operation.Add ignored -> "add";
      case Operation.Text ignored -> "text";
      case Operation.Insert ignored -> "insert";
      case Operation.Delete ignored -> "delete";
      case Operation.Move ignored -> "move";
    };
  }

  public static Change read(JsonValue operations) {
    if (!(operations instanceof JsonList list)) {
      throw malformed("operations is a list");
    }
    if (list.size() > OPERATIONS_MAX) {
      throw malformed("a change has at most " + OPERATIONS_MAX + " operations");
    }
    List<Operation> change = new ArrayList<>(list.size());
    for (JsonValue operation : list) {
      change.add(readOperation(operation));
    }
    return new Change(change);
  }

  private static Operation readOperation(JsonValue form) {
    if (!(form instanceof JsonMap map)) {
      throw malformed("an operation is an object");
    }
    map.forEach((name, value) -> {
      if (!ALLOWED.contains(name)) {
        throw malformed("an operation has no member of this name");
      }
    });
    Path path = Path.parse(map.string(PATH).orElseThrow(() -> malformed("path is missing")));
    String type = map.string(OP_TYPE).orElseThrow(() -> malformed("op_type is missing"));
    return switch (type) {
      case "set" -> new Operation.Set(path, value(map));
      case "remove" -> new Operation.Remove(path);
      case "add" -> new Operation.Add(path, number(value(map)));
      case "text" -> new Operation.Text(path, readEdit(value(map)));
      case "insert" -> new Operation.Insert(path, index(map), value(map));
      case "delete" -> new Operation.Delete(path, index(map));
      case "move" -> new Operation.Move(path, index(map), position(value(map)));
      default -> throw malformed("an unknown op_type");
    };
  }

  /** A conflict as the members of its JSON. */
  public static JsonMap writeConflict(Clash clash) {
    Conflict conflict = clash.conflict();
    return JsonMap.EMPTY
        .with(KIND, new JsonString(conflict.kind().name()))
        .with(STANDS, write(conflict.stands()))
        .with(STANDS_CLIENT, new JsonString(clash.stands().value()))
        .with(GAVE_WAY, write(conflict.gaveWay()))
        .with(GAVE_WAY_CLIENT, new JsonString(clash.gaveWay().value()));
  }

  /** A conflict that the commit of {@code author} met, as {@link #writeConflict} wrote it. */
  public static Clash readConflict(JsonMap form, ClientId author) {
    ClientId gaveWay = new ClientId(form.string(GAVE_WAY_CLIENT).orElse(""));
    Conflict conflict = new Conflict(
        Conflict.Kind.valueOf(form.string(KIND).orElse("")),
        readOperation(form.get(STANDS).orElse(JsonMap.EMPTY)),
        readOperation(form.get(GAVE_WAY).orElse(JsonMap.EMPTY)),
        gaveWay.equals(author) ? Side.RIGHT : Side.LEFT);
    return new Clash(conflict, new ClientId(form.string(STANDS_CLIENT).orElse("")), gaveWay);
  }

  private static JsonList writeEdit(TextEdit edit) {
    List<JsonValue> form = new ArrayList<>();
    for (TextEdit.Component component : edit.components()) {
      form.add(
          switch (component) {
            case TextEdit.Retain retain -> JsonNumber.of(retain.length());
            case TextEdit.Insert insert -> new JsonString(insert.text());
            case TextEdit.Delete delete ->
              JsonMap.EMPTY.with(DELETE, JsonNumber.of(delete.length()));
          });
    }
    return JsonList.of(form);
  }

  private static TextEdit readEdit(JsonValue form) {
    if (!(form instanceof JsonList list)) {
      throw malformed("the value of a text operation is a list");
    }
    List<TextEdit.Component> components = new ArrayList<>(list.size());
    for (JsonValue component : list) {
      components.add(
          switch (component) {
            case JsonNumber retain -> new TextEdit.Retain(position(retain));
            case JsonString insert -> new TextEdit.Insert(insert.value());
            case JsonMap delete -> new TextEdit.Delete(position(onlyMember(delete, DELETE)));
            default -> throw malformed("a text component is a number, a string or a delete");
          });
    }
    return TextEdit.of(components);
  }

  private static JsonValue onlyMember(JsonMap map, String name) {
    if (map.size() != 1) {
      throw malformed("a text component has one member");
    }
    return map.get(name).orElseThrow(() -> malformed(name + " is missing"));
  }

  private static JsonValue value(JsonMap map) {
    return map.get(VALUE).orElseThrow(() -> malformed("value is missing"));
  }

  private static int index(JsonMap map) {
    return position(map.get(INDEX).orElseThrow(() -> malformed("index is missing")));
  }

  private static JsonNumber number(JsonValue value) {
    if (value instanceof JsonNumber number) {
      return number;
    }
    throw malformed("a number is expected");
  }

  private static int position(JsonValue value) {
    try {
      int position = number(value).value().intValueExact();
      if (position >= 0) {
        return position;
      }
    } catch (ArithmeticException e) {
      // Falls through to the one refusal: a fraction and a huge number are no positions either.
    }
    throw malformed("a position is a whole number from 0");
  }

  private static OtException malformed(String message) {
    return new OtException(OtException.Code.MALFORMED_OPERATION, message);
  }
}

package dev.quotey.live.fakeslack;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Checks the parts that blocks and elements are made of, and keeps what is wrong with them. */
final class ObjectRules {
  private static final Pattern URL = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]*:\\S+");
  private static final int ID_MAX = 255;
  private static final int URL_MAX = 3_000;
  private static final int VALUE_MAX = 150;
  private static final int OPTION_TEXT_MAX = 75;

  /** What kind of text object may stand somewhere. */
  enum Kind {
    PLAIN,
    ANY
  }

  private final List<String> faults = new ArrayList<>();
  private final Set<String> ids = new HashSet<>();
  private int characters;

  List<String> faults() {
    return faults;
  }

  /** Of all texts. */
  int characters() {
    return characters;
  }

  void fault(String at, String rule) {
    faults.add(rule + " [json-pointer:" + at + "]");
  }

  /** Slack refuses fields that it does not know. */
  void only(JsonObject object, String at, String... fields) {
    for (String field : object.fieldNames()) {
      if (!List.of(fields).contains(field)) {
        fault(at, "invalid additional property: " + field);
      }
    }
  }

  /** A string, where there is one; the answer is empty where there is none, or a wrong one. */
  Optional<String> string(JsonObject owner, String field, String at, int max) {
    Object value = owner.getValue(field);
    if (value == null) {
      return Optional.empty();
    }
    if (!(value instanceof String text)) {
      fault(at + "/" + field, "must be a string");
      return Optional.empty();
    }
    if (text.length() > max) {
      fault(at + "/" + field, "must be no more than " + max + " characters");
    }
    return Optional.of(text);
  }

  void id(JsonObject owner, String field, String at) {
    string(owner, field, at, ID_MAX).ifPresent(id -> {
      if (!ids.add(field + "=" + id)) {
        fault(at + "/" + field, field + " already exists: " + id);
      }
    });
  }

  void url(JsonObject owner, String field, String at) {
    string(owner, field, at, URL_MAX).ifPresent(url -> {
      if (!URL.matcher(url).matches()) {
        fault(at + "/" + field, "must be a valid URL");
      }
    });
  }

  void oneOf(JsonObject owner, String field, String at, String... allowed) {
    string(owner, field, at, Integer.MAX_VALUE).ifPresent(value -> {
      if (!List.of(allowed).contains(value)) {
        fault(at + "/" + field, "must be one of " + String.join(", ", allowed));
      }
    });
  }

  boolean require(JsonObject owner, String field, String at) {
    if (owner.getValue(field) == null) {
      fault(at, "missing required field: " + field);
      return false;
    }
    return true;
  }

  void requiredText(JsonObject owner, String field, String at, Kind kind, int max) {
    if (require(owner, field, at)) {
      text(owner, field, at, kind, max);
    }
  }

  void text(JsonObject owner, String field, String at, Kind kind, int max) {
    Object value = owner.getValue(field);
    if (value != null) {
      text(value, at + "/" + field, kind, max);
    }
  }

  void text(Object value, String at, Kind kind, int max) {
    if (!(value instanceof JsonObject text)) {
      fault(at, "must be an object");
      return;
    }
    Object type = text.getValue("type");
    if ("plain_text".equals(type)) {
      only(text, at, "type", "text", "emoji");
    } else if ("mrkdwn".equals(type) && kind == Kind.ANY) {
      only(text, at, "type", "text", "verbatim");
    } else {
      fault(at + "/type", kind == Kind.PLAIN ? "must be plain_text" : "unknown text type: " + type);
    }
    if (require(text, "text", at)) {
      string(text, "text", at, max).ifPresent(said -> {
        characters += said.length();
        if (said.isEmpty()) {
          fault(at + "/text", "must be more than 0 characters");
        }
      });
    }
  }

  /** The objects of a list, or none where the list is wrong. */
  List<JsonObject> list(JsonObject owner, String field, String at, int max) {
    if (!require(owner, field, at)) {
      return List.of();
    }
    String here = at + "/" + field;
    if (!(owner.getValue(field) instanceof JsonArray array)) {
      fault(here, "must be an array");
      return List.of();
    }
    if (array.isEmpty()) {
      fault(here, "no less than 1 items [" + field + "]");
    }
    if (array.size() > max) {
      fault(here, "no more than " + max + " items allowed [" + field + "]");
    }
    List<JsonObject> objects = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      if (array.getValue(i) instanceof JsonObject object) {
        objects.add(object);
      } else {
        fault(here + "/" + i, "must be an object");
      }
    }
    return objects;
  }

  void options(JsonObject owner, String at, Kind kind, int max) {
    List<JsonObject> options = list(owner, "options", at, max);
    for (int i = 0; i < options.size(); i++) {
      JsonObject option = options.get(i);
      String here = at + "/options/" + i;
      only(option, here, "text", "value", "description", "url");
      requiredText(option, "text", here, kind, OPTION_TEXT_MAX);
      text(option, "description", here, kind, OPTION_TEXT_MAX);
      if (require(option, "value", here)) {
        string(option, "value", here, VALUE_MAX);
      }
      url(option, "url", here);
    }
  }

  void confirm(JsonObject owner, String at) {
    Object value = owner.getValue("confirm");
    if (value == null) {
      return;
    }
    String here = at + "/confirm";
    if (!(value instanceof JsonObject confirm)) {
      fault(here, "must be an object");
      return;
    }
    only(confirm, here, "title", "text", "confirm", "deny", "style");
    requiredText(confirm, "title", here, Kind.PLAIN, 100);
    requiredText(confirm, "text", here, Kind.ANY, 300);
    requiredText(confirm, "confirm", here, Kind.PLAIN, 30);
    requiredText(confirm, "deny", here, Kind.PLAIN, 30);
    oneOf(confirm, "style", here, "primary", "danger");
  }
}

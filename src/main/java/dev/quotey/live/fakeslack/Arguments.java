package dev.quotey.live.fakeslack;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a call was given: from here on, JSON and form bodies look the same. */
final class Arguments {
  private static final String BEARER = "Bearer ";
  private static final String TOKEN = "token";

  private final JsonObject given;
  private final Optional<String> token;

  Arguments(JsonObject given, Optional<String> token) {
    this.given = given;
    this.token = token;
  }

  /** Throws {@link ApiFault} where the body is not what its type says. */
  static Arguments read(HttpServerRequest request, Buffer body) {
    String type =
        Optional.ofNullable(request.getHeader("Content-Type")).orElse("").toLowerCase(Locale.ROOT);
    Optional<String> bearer = Optional.ofNullable(request.getHeader("Authorization"))
        .filter(header -> header.startsWith(BEARER))
        .map(header -> header.substring(BEARER.length()).strip());
    JsonObject given = new JsonObject();
    request.params().forEach(entry -> given.put(entry.getKey(), entry.getValue()));
    if (type.startsWith("application/json")) {
      // A token in a JSON body does not count.
      JsonObject json = object(body.toString(StandardCharsets.UTF_8));
      return new Arguments(given.mergeIn(json), bearer);
    }
    if (body.length() > 0 && !type.startsWith("application/x-www-form-urlencoded")) {
      throw new ApiFault("invalid_post_type");
    }
    given.mergeIn(form(body.toString(StandardCharsets.UTF_8)));
    return new Arguments(given, bearer.or(() -> Optional.ofNullable(given.getString(TOKEN))));
  }

  /** The fields of a form, each of them once. */
  static JsonObject form(String body) {
    JsonObject fields = new JsonObject();
    for (String pair : body.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        fields.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
      }
    }
    return fields;
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new ApiFault("invalid_form_data");
    }
  }

  private static JsonObject object(String body) {
    try {
      if (Json.decodeValue(body) instanceof JsonObject object) {
        return object;
      }
      throw new ApiFault("json_not_object");
    } catch (DecodeException e) {
      throw new ApiFault("invalid_json");
    }
  }

  Optional<String> token() {
    return token;
  }

  boolean has(String name) {
    return given.getValue(name) != null;
  }

  /** A text; empty where there is none. A number is none: {@code ts} would lose its digits. */
  String text(String name) {
    Object value = given.getValue(name);
    if (value == null) {
      return "";
    }
    if (value instanceof String text) {
      return text;
    }
    throw invalid(name + " must be a string");
  }

  Optional<String> filled(String name) {
    return Optional.of(text(name)).filter(text -> !text.isEmpty());
  }

  String required(String name) {
    return filled(name).orElseThrow(() -> invalid("missing required field: " + name));
  }

  boolean flag(String name) {
    String value = String.valueOf(given.getValue(name));
    return value.equals("true") || value.equals("1");
  }

  int number(String name, int otherwise, int max) {
    if (!has(name)) {
      return otherwise;
    }
    try {
      int number = Integer.parseInt(String.valueOf(given.getValue(name)));
      if (number >= 1 && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Refused below, as a number out of range is.
    }
    throw new ApiFault("invalid_limit");
  }

  /** An array, also one that is written in a text. */
  Optional<JsonArray> array(String name, String fault) {
    return parsed(name, fault).map(value -> {
      if (value instanceof JsonArray array) {
        return array;
      }
      throw new ApiFault(fault);
    });
  }

  /** An object, also one that is written in a text. */
  Optional<JsonObject> object(String name, String fault) {
    return parsed(name, fault).map(value -> {
      if (value instanceof JsonObject object) {
        return object;
      }
      throw new ApiFault(fault);
    });
  }

  private Optional<Object> parsed(String name, String fault) {
    Object value = given.getValue(name);
    if (!(value instanceof String text)) {
      return Optional.ofNullable(value);
    }
    if (text.isBlank()) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(Json.decodeValue(text));
    } catch (DecodeException e) {
      throw new ApiFault(fault);
    }
  }

  static ApiFault invalid(String detail) {
    return new ApiFault("invalid_arguments", List.of(detail));
  }
}

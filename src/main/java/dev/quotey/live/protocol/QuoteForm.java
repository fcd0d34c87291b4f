package dev.quotey.live.protocol;

import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.sync.QuoteId;
import dev.quotey.live.core.sync.SessionId;
import dev.quotey.live.protocol.PersistenceMessage.StoredQuote;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** Quotes as REST shows them. */
public final class QuoteForm {
  private static final String DOCUMENT = "document";

  private QuoteForm() {}

  public static JsonObject quoteId(String id) {
    return new JsonObject().put("quote_id", id);
  }

  /** The list of quotes: what somebody needs to choose one. */
  public static JsonObject summaries(List<StoredQuote> quotes) {
    JsonArray list = new JsonArray();
    for (StoredQuote quote : quotes) {
      JsonObject summary = quoteId(quote.quoteId().value());
      if (quote.document() instanceof JsonMap document) {
        for (String name : List.of("number", "customer", "currency", "status")) {
          document.string(name).ifPresent(value -> summary.put(name, value));
        }
      }
      list.add(summary
          .put("updated_at", quote.updatedAt().toString())
          .put("session_id", quote.sessionId().map(id -> id.value()).orElse(null)));
    }
    return new JsonObject().put("quotes", list);
  }

  /** What became of an import. */
  public static JsonObject imported(QuoteId id, QuoteImport quote, boolean stored) {
    JsonArray faults = new JsonArray();
    for (QuoteImport.Fault fault : quote.faults()) {
      faults.add(new JsonObject()
          .put("row", fault.row())
          .put("column", fault.column())
          .put("code", fault.code())
          .put("message", fault.message()));
    }
    return quoteId(id.value())
        .put("valid", quote.isSound())
        .put("stored", stored)
        .put("lines", quote.lines())
        .put("faults", faults);
  }

  /** A quote as it is now; {@code version} names that state. */
  public record Current(JsonMap document, String version) {}

  /** What a session answers about its state. */
  public static Current current(SessionId session, JsonObject state) {
    return new Current(
        (JsonMap) VertxJson.read(state.getJsonObject(DOCUMENT)),
        SessionForm.opId(session, state.getLong("revision")));
  }
}

package dev.quotey.live.engine;

import dev.quotey.live.core.json.JsonText;
import dev.quotey.live.core.ot.Ot;
import dev.quotey.live.protocol.OperationForm;
import org.teavm.jso.JSExport;

/** The core for the browser. */
public final class BrowserEngine {
  private BrowserEngine() {}

  @JSExport
  public static String apply(String document, String change) {
    return JsonText.write(
        Ot.apply(JsonText.parse(document), OperationForm.read(JsonText.parse(change))));
  }
}

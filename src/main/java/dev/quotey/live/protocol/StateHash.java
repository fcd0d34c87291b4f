package dev.quotey.live.protocol;

import dev.quotey.live.core.json.JsonText;
import dev.quotey.live.core.json.JsonValue;
import java.util.HexFormat;

/**
 * A short hash of a document, by which a client sees that its copy is the server's: twice FNV-1a of 32
 * bits over the UTF-16 units of the canonical text, from two starts. It finds mistakes and not forgers,
 * who would have to be in the server.
 */
public final class StateHash {
  private static final int PRIME = 0x01000193;
  private static final int FIRST = 0x811c9dc5;
  private static final int SECOND = 0x3c6ef372;

  private StateHash() {}

  /** 16 hexadecimal digits. */
  public static String of(JsonValue document) {
    String text = JsonText.write(document);
    int first = FIRST;
    int second = SECOND;
    for (int i = 0; i < text.length(); i++) {
      first = (first ^ text.charAt(i)) * PRIME;
      second = (second ^ text.charAt(i)) * PRIME;
    }
    return HexFormat.of().toHexDigits(first) + HexFormat.of().toHexDigits(second);
  }
}

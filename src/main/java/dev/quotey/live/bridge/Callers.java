package dev.quotey.live.bridge;

import dev.quotey.live.config.StartupException;
import io.vertx.core.MultiMap;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The addresses from which people come. A proxy that the settings trust says whom it speaks for; what
 * anybody else says of that is not read.
 */
final class Callers {
  private static final String FORWARDED = "X-Forwarded-For";

  private final List<Range> trusted;

  /**
   * Addresses whose first bits are the same.
   *
   * @param rest how many bits may differ
   */
  private record Range(int bytes, BigInteger address, int rest) {
    static Range of(String text) {
      int slash = text.indexOf('/');
      byte[] address = bytesOf(slash < 0 ? text : text.substring(0, slash));
      int most = address.length * Byte.SIZE;
      int bits = slash < 0 ? most : Integer.parseInt(text.substring(slash + 1));
      if (bits < 0 || bits > most) {
        throw new IllegalArgumentException("more bits than an address has");
      }
      return new Range(address.length, new BigInteger(1, address), most - bits);
    }

    boolean has(byte[] other) {
      return other.length == bytes
          && new BigInteger(1, other).xor(address).shiftRight(rest).signum() == 0;
    }
  }

  /**
   * Throws {@link StartupException} for what is no address.
   *
   * @param proxies addresses, or ranges as 10.0.0.0/8
   */
  Callers(List<String> proxies) {
    try {
      trusted = proxies.stream().map(Range::of).toList();
    } catch (IllegalArgumentException e) {
      throw new StartupException(
          "http.trusted_proxies has something that is neither an address nor a range.", e);
    }
  }

  /** @param peer the address at the other end of the connection */
  String address(String peer, MultiMap headers) {
    List<String> way = new ArrayList<>();
    for (String header : headers.getAll(FORWARDED)) {
      for (String one : header.split(",", -1)) {
        way.add(one.strip());
      }
    }
    Collections.reverse(way);
    String caller = peer;
    for (String before : way) {
      if (!isTrusted(caller)) {
        break;
      }
      caller = before;
    }
    return caller;
  }

  private boolean isTrusted(String address) {
    try {
      byte[] bytes = bytesOf(address);
      return trusted.stream().anyMatch(range -> range.has(bytes));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static byte[] bytesOf(String literal) {
    // A name is none: nothing is looked up.
    return InetAddress.ofLiteral(literal).getAddress();
  }
}

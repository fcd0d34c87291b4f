package dev.quotey.live.cluster;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;

/**
 * What an OpenTelemetry collector hears over HTTP. Numbers of fields are those of opentelemetry-proto 1.8,
 * collector/trace/v1 and trace/v1.
 */
final class Collector implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final HttpServer server;
  private final List<Span> spans = new CopyOnWriteArrayList<>();

  /**
   * A step.
   *
   * @param parentId empty where it begins a trace
   * @param nanos from its beginning to its end
   * @param browsers attribute of that name; empty where it has none
   * @param error message of a status that is an error; empty where it is none
   */
  record Span(
      String traceId,
      String spanId,
      String parentId,
      String name,
      long nanos,
      Optional<Long> browsers,
      Optional<String> error) {}

  Collector(Vertx vertx) {
    server = vertx
        .createHttpServer()
        .requestHandler(this::hear)
        .listen(0, "127.0.0.1")
        .toCompletionStage()
        .toCompletableFuture()
        .join();
  }

  private void hear(HttpServerRequest request) {
    boolean fits = request.path().equals("/v1/traces")
        && "application/x-protobuf".equals(request.getHeader("Content-Type"));
    request
        .body()
        .onSuccess(body ->
            request.response().setStatusCode(fits && take(body) ? 200 : 400).end());
  }

  private boolean take(Buffer body) {
    try {
      UnknownFieldSet export = UnknownFieldSet.parseFrom(body.getBytes());
      for (UnknownFieldSet resource : messages(export, 1)) {
        for (UnknownFieldSet scope : messages(resource, 2)) {
          for (UnknownFieldSet span : messages(scope, 2)) {
            spans.add(read(span));
          }
        }
      }
      return true;
    } catch (InvalidProtocolBufferException e) {
      return false;
    }
  }

  private static Span read(UnknownFieldSet span) throws InvalidProtocolBufferException {
    Optional<Long> browsers = Optional.empty();
    for (UnknownFieldSet attribute : messages(span, 9)) {
      if (text(attribute, 1).equals("browsers")) {
        browsers = Optional.of(
            messages(attribute, 2).getFirst().getField(3).getVarintList().getFirst());
      }
    }
    Optional<String> error = Optional.empty();
    for (UnknownFieldSet status : messages(span, 15)) {
      if (status.getField(3).getVarintList().equals(List.of(2L))) {
        error = Optional.of(text(status, 2));
      }
    }
    return new Span(
        hex(span, 1),
        hex(span, 2),
        hex(span, 4),
        text(span, 5),
        fixed(span, 8) - fixed(span, 7),
        browsers,
        error);
  }

  private static List<UnknownFieldSet> messages(UnknownFieldSet message, int field)
      throws InvalidProtocolBufferException {
    List<UnknownFieldSet> messages = new ArrayList<>();
    for (ByteString bytes : message.getField(field).getLengthDelimitedList()) {
      messages.add(UnknownFieldSet.parseFrom(bytes));
    }
    return messages;
  }

  private static ByteString bytes(UnknownFieldSet message, int field) {
    List<ByteString> values = message.getField(field).getLengthDelimitedList();
    return values.isEmpty() ? ByteString.EMPTY : values.getLast();
  }

  private static String text(UnknownFieldSet message, int field) {
    return bytes(message, field).toStringUtf8();
  }

  private static String hex(UnknownFieldSet message, int field) {
    return HexFormat.of().formatHex(bytes(message, field).toByteArray());
  }

  private static long fixed(UnknownFieldSet message, int field) {
    return message.getField(field).getFixed64List().getLast();
  }

  /** Where the servers send what they tell. */
  String url() {
    return "http://127.0.0.1:" + server.actualPort();
  }

  /** Waits until so many steps of a trace are told of. */
  List<Span> steps(String traceId, int count) {
    Awaitility.await().atMost(PATIENCE).until(() -> of(traceId).size() >= count);
    return of(traceId);
  }

  private List<Span> of(String traceId) {
    return spans.stream().filter(span -> span.traceId().equals(traceId)).toList();
  }

  /** The steps that begin a trace; waits until there are so many. */
  List<Span> beginnings(int count) {
    Awaitility.await().atMost(PATIENCE).until(() -> beginnings().size() >= count);
    return beginnings();
  }

  private List<Span> beginnings() {
    return spans.stream().filter(span -> span.parentId().isEmpty()).toList();
  }

  @Override
  public void close() {
    server.close().toCompletionStage().toCompletableFuture().join();
  }
}

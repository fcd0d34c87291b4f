package dev.quotey.live.protocol;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.MessageCodec;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.util.function.Function;

/** Typed messages on the event bus: records as they are, with a timeout for each request. */
public final class Bus {
  /**
   * The number of what nodes say to one another. Whoever changes its form raises it: nodes of two numbers
   * form two clusters, which share a database as the two sides of a split do.
   */
  public static final int NODE_PROTOCOL = 2;

  private static final String RECORDS = "quotey.records";
  private static final String JSON = "quotey.json";

  /** The code of a message that failed by a fault of ours. */
  public static final int FAULT = 500;

  private static final long PERSISTENCE_TIMEOUT_MILLIS = 10_000;

  private Bus() {}

  /**
   * Lets records and JSON travel on this Vert.x's bus, by reference where the receiver is at this node:
   * what has been sent is not changed any more. Once for each instance.
   */
  public static void install(Vertx vertx) {
    vertx
        .eventBus()
        .registerCodec(
            new Codec<>(RECORDS, message -> NodeForm.write((BusMessage) message), NodeForm::read))
        .registerCodec(new Codec<>(JSON, message -> (JsonObject) message, json -> json));
    vertx
        .eventBus()
        .codecSelector(body ->
            body instanceof BusMessage ? RECORDS : body instanceof JsonObject ? JSON : null);
  }

  /** Answers this node's requests at {@code address}; done when it is reachable. */
  public static <Q, R> Future<MessageConsumer<Q>> serve(
      Vertx vertx, String address, Function<Q, Future<R>> handler) {
    return serve(vertx.eventBus().localConsumer(address), handler);
  }

  /** Answers requests of every node at {@code address}; done when it is reachable. */
  public static <Q, R> Future<MessageConsumer<Q>> serveAll(
      Vertx vertx, String address, Function<Q, Future<R>> handler) {
    return serve(vertx.eventBus().<Q>consumer(address), handler);
  }

  private static <Q, R> Future<MessageConsumer<Q>> serve(
      MessageConsumer<Q> consumer, Function<Q, Future<R>> handler) {
    consumer.handler(message -> handler
        .apply(message.body())
        .onComplete(
            message::reply,
            // The text of a fault stays here: a caller decides by the code alone.
            fault -> message.fail(FAULT, fault.getClass().getSimpleName())));
    return consumer.completion().map(consumer);
  }

  public static <R> Future<R> request(
      Vertx vertx, String address, Object body, long timeoutMillis) {
    DeliveryOptions options = options(address).setSendTimeout(timeoutMillis);
    return vertx.eventBus().<R>request(address, body, options).map(message -> message.body());
  }

  /** Tells one of those who listen at {@code address}, if there is any; nobody answers. */
  static void send(Vertx vertx, String address, BusMessage body) {
    vertx.eventBus().send(address, body, options(address));
  }

  /** Tells all who listen at {@code address}. */
  public static void publish(Vertx vertx, String address, Object body) {
    vertx.eventBus().publish(address, body, options(address));
  }

  /** What stays at this node does not ask the cluster who listens. */
  private static DeliveryOptions options(String address) {
    return new DeliveryOptions().setLocalOnly(Address.isLocal(address));
  }

  /** Asks persistence. */
  public static Future<PersistenceMessage.Reply> persistence(
      Vertx vertx, PersistenceMessage.Request request) {
    return request(vertx, Address.PERSISTENCE, request, PERSISTENCE_TIMEOUT_MILLIS);
  }

  /** Asks the keeper of what Slack is to be told. */
  public static Future<OutboxMessage.Reply> outbox(Vertx vertx, OutboxMessage.Request request) {
    return request(vertx, Address.OUTBOX, request, PERSISTENCE_TIMEOUT_MILLIS);
  }

  private record Codec<T>(
      String name, Function<Object, JsonObject> writer, Function<JsonObject, T> reader)
      implements MessageCodec<T, T> {
    @Override
    public void encodeToWire(Buffer buffer, T message) {
      Buffer json = writer.apply(message).toBuffer();
      buffer.appendInt(json.length()).appendBuffer(json);
    }

    @Override
    public T decodeFromWire(int position, Buffer buffer) {
      int start = position + Integer.BYTES;
      return reader.apply(
          buffer.getBuffer(start, start + buffer.getInt(position)).toJsonObject());
    }

    @Override
    public T transform(T message) {
      return message;
    }

    @Override
    public byte systemCodecID() {
      return -1;
    }
  }
}

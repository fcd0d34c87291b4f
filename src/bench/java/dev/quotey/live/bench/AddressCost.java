package dev.quotey.live.bench;

import com.hazelcast.config.Config;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.spi.cluster.hazelcast.ConfigUtil;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What an address of the event bus costs in the cluster's map of subscriptions, had every session one: time
 * to register many, time for one more, time until another node's first message to a new address is there,
 * and heap. Two nodes in one process, on the plain cluster manager.
 */
final class AddressCost {
  private static final int[] ADDRESSES = {1_000, 10_000, 100_000};
  private static final int BATCH = 1_000;
  private static final int MORE = 200;

  private AddressCost() {}

  static void run() {
    System.setProperty("hazelcast.logging.type", "slf4j");
    Vertx first = node();
    Vertx second = node();
    int registered = 0;
    long empty = heap();
    for (int target : ADDRESSES) {
      long start = System.nanoTime();
      int from = registered;
      while (registered < target) {
        List<Future<?>> batch = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
          batch.add(register(first, registered++));
        }
        await(Future.all(batch));
      }
      double millis = (System.nanoTime() - start) / 1e6;
      double[] one = new double[MORE];
      double[] call = new double[MORE];
      for (int i = 0; i < MORE; i++) {
        long begin = System.nanoTime();
        await(register(first, registered));
        long there = System.nanoTime();
        await(second.eventBus().request(address(registered++), ""));
        one[i] = (there - begin) / 1e6;
        call[i] = (System.nanoTime() - there) / 1e6;
      }
      Arrays.sort(one);
      Arrays.sort(call);
      System.out.printf(
          Locale.ROOT,
          "addresses=%d register_us_each=%.0f one_more_ms=%.2f first_message_ms=%.2f"
              + " heap_bytes_each_two_nodes=%d%n",
          target,
          millis * 1e3 / (target - from),
          one[MORE / 2],
          call[MORE / 2],
          (heap() - empty) / registered);
    }
    await(Future.all(first.close(), second.close()));
  }

  private static Vertx node() {
    Config config = ConfigUtil.loadConfig();
    config.setClusterName("address-cost");
    config.getNetworkConfig().getJoin().getMulticastConfig().setEnabled(false);
    config.getNetworkConfig().getJoin().getAutoDetectionConfig().setEnabled(false);
    config
        .getNetworkConfig()
        .getJoin()
        .getTcpIpConfig()
        .setEnabled(true)
        .addMember("127.0.0.1:5701")
        .addMember("127.0.0.1:5702");
    config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface("127.0.0.1");
    return await(
        Vertx.builder().withClusterManager(new HazelcastClusterManager(config)).buildClustered());
  }

  private static String address(int number) {
    return "session.s_" + number + ".join";
  }

  private static Future<?> register(Vertx vertx, int number) {
    var consumer = vertx.eventBus().<String>consumer(address(number));
    consumer.handler(message -> message.reply(""));
    return consumer.completion();
  }

  private static long heap() {
    System.gc();
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().join();
  }
}

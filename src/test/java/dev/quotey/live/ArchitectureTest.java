package dev.quotey.live;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Holds the arrows of docs/ARCHITECTURE.md: whatever is not drawn there fails here. */
class ArchitectureTest {
  private static final String ROOT = "dev.quotey.live.";
  private static final List<String> VERTICLES = List.of(
      "access", "bridge", "session", "directory", "persistence", "presence", "slack", "kpi");
  private static final Map<String, List<String>> ARROWS = Map.ofEntries(
      Map.entry("core.json", List.of()),
      Map.entry("core.ot", List.of("core.json")),
      Map.entry("core.sync", List.of("core.json", "core.ot")),
      Map.entry("core.quote", List.of("core.json", "core.ot", "core.sync")),
      Map.entry("protocol", List.of("core.json", "core.ot", "core.sync", "core.quote")),
      Map.entry("engine", List.of("protocol", "core.json", "core.ot", "core.sync", "core.quote")),
      Map.entry("config", List.of("protocol", "core.sync", "core.quote")),
      Map.entry("metrics", List.of()),
      Map.entry("tracing", List.of("config")),
      Map.entry("transport", List.of()),
      Map.entry("fakeslack", List.of()));

  private final JavaClasses classes = new ClassFileImporter()
      .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
      .importPackages("dev.quotey.live");

  @Test
  @DisplayName("[AR1] packages use one another only along the arrows")
  void arrows() {
    assertThat(classes.size()).isGreaterThan(50);
    ARROWS.forEach((name, allowed) -> onlyUses(name, allowed));
    for (String verticle : VERTICLES) {
      onlyUses(
          verticle,
          List.of(
              "protocol",
              "config",
              "metrics",
              "tracing",
              "transport",
              "core.json",
              "core.ot",
              "core.sync",
              "core.quote"));
    }
  }

  private void onlyUses(String name, List<String> allowed) {
    List<String> packages = new ArrayList<>(List.of(ROOT + name));
    allowed.forEach(one -> packages.add(ROOT + one));
    classes()
        .that()
        .resideInAPackage(ROOT + name)
        .should()
        .onlyAccessClassesThat(new DescribedPredicate<>("are ours only along the arrows") {
          @Override
          public boolean test(JavaClass target) {
            return !target.getPackageName().startsWith("dev.quotey.live")
                || packages.contains(target.getPackageName());
          }
        })
        .check(classes);
  }

  @Test
  @DisplayName("[AR2] the core uses nothing but java.*, and no clock")
  void corePure() {
    classes()
        .that()
        .resideInAPackage(ROOT + "core..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java.lang..",
            "java.util..",
            "java.math..",
            "java.time..",
            "java.security..",
            "java.nio.charset..",
            ROOT + "core..")
        .check(classes);
    noClasses()
        .that()
        .resideInAPackage(ROOT + "core..")
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(
            Clock.class, SecureRandom.class, Random.class, UUID.class, ThreadLocalRandom.class)
        .orShould()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .check(classes);
  }

  @Test
  @DisplayName("[AR7] only the command line knows the fake Slack")
  void fakeSlack() {
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT + "fakeslack", "dev.quotey.live")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT + "fakeslack")
        .check(classes);
  }

  @Test
  @DisplayName("[AR6] only the class that joins the cluster knows Hazelcast")
  void hazelcast() {
    noClasses()
        .that()
        .doNotHaveSimpleName("ClusterNode")
        .and()
        .resideInAPackage("dev.quotey.live..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("com.hazelcast..", "io.vertx.spi.cluster..")
        .check(classes.that(DescribedPredicate.not(DescribedPredicate.describe(
            "parts of ClusterNode",
            one -> one.getName().startsWith("dev.quotey.live.ClusterNode")))));
  }

  @Test
  @DisplayName("[AR8] only metrics knows Micrometer and names a metric")
  void metrics() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + "metrics")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.micrometer..", "io.vertx.micrometer..")
        .check(classes);
  }

  @Test
  @DisplayName("[AR3] only persistence knows the database")
  void database() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + "persistence")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.vertx.sqlclient..",
            "io.vertx.pgclient..",
            "java.sql..",
            "org.flywaydb..",
            "io.zonky..")
        .check(classes);
  }
}

package io.trueup.listener;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.trueup.platforms.relational.schema.DesiredTable;
import io.trueup.platforms.relational.schema.DesiredView;
import io.trueup.platforms.relational.schema.ObjectName;
import io.trueup.platforms.relational.schema.PostgresSql;
import io.trueup.platforms.relational.schema.SchemaChange;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The directions between modules and packages, and the few places where effects are allowed. */
class ArchitectureTest {

  private static final JavaClasses PRODUCTION =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("io.trueup");

  /** Calls whose results depend on the time or the machine. */
  private static final Set<String> PROCESS_ENVIRONMENT =
      Set.of(
          "java.lang.System.currentTimeMillis",
          "java.lang.System.getenv",
          "java.time.Clock.system",
          "java.time.Clock.systemDefaultZone",
          "java.time.Clock.systemUTC",
          "java.time.Instant.now",
          "java.time.InstantSource.system",
          "java.time.LocalDate.now",
          "java.time.LocalDateTime.now",
          "java.time.LocalTime.now",
          "java.time.OffsetDateTime.now",
          "java.time.ZoneId.systemDefault",
          "java.time.ZonedDateTime.now",
          "java.util.Date.<init>",
          "java.util.TimeZone.getDefault");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "model",
        "statestore",
        "platforms.spi",
        "platforms.relational",
        "platforms.postgres",
        "listener.engine",
        "listener.daemon",
        "listener.cli",
        "listener.lab"
      })
  void looksAtEveryModule(String module) {
    assertThat(PRODUCTION)
        .anyMatch(it -> (it.getPackageName() + ".").startsWith("io.trueup." + module + "."));
  }

  @Test
  void looksAtNoTests() {
    assertThat(PRODUCTION).noneMatch(it -> it.getPackageName().contains(".testing"));
  }

  @Test
  void theModelIsFreeOfEffectsAndLibraries() {
    noClasses()
        .that()
        .resideInAPackage("io.trueup.model..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.net..", "java.nio.file..", "java.sql..", "javax..")
        .check(PRODUCTION);
    classes()
        .that()
        .resideInAPackage("io.trueup.model..")
        .and()
        .resideOutsideOfPackages("io.trueup.model.document.tree", "io.trueup.model.schedule")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("io.trueup.model..", "java..", "org.jspecify..")
        .check(PRODUCTION);
  }

  @Test
  void onlyThePackageOfTreesParses() {
    mayUseOnly(
            "io.trueup.model.document.tree",
            "io.trueup.model..",
            "java..",
            "org.jspecify..",
            "com.fasterxml.jackson.core..",
            "org.snakeyaml.engine..")
        .check(PRODUCTION);
  }

  @Test
  void onlyThePackageOfSchedulesExpandsRecurrences() {
    mayUseOnly(
            "io.trueup.model.schedule",
            "io.trueup.model.schedule",
            "java..",
            "org.jspecify..",
            "org.dmfs..")
        .check(PRODUCTION);
    usedOnlyIn(List.of("org.dmfs.."), "io.trueup.model.schedule").check(PRODUCTION);
  }

  @Test
  void modulesKnowEachOtherInOneDirection() {
    mayKnowOfUs("io.trueup.model..", "io.trueup.model..").check(PRODUCTION);
    mayKnowOfUs("io.trueup.statestore..", "io.trueup.statestore..", "io.trueup.model..")
        .check(PRODUCTION);
    mayKnowOfUs("io.trueup.platforms..", "io.trueup.platforms..", "io.trueup.model..")
        .check(PRODUCTION);
  }

  @Test
  void thePlatformInterfaceKnowsTheModelOnly() {
    mayUseOnly(
            "io.trueup.platforms.spi",
            "io.trueup.platforms.spi",
            "io.trueup.model..",
            "java..",
            "org.jspecify..")
        .check(PRODUCTION);
  }

  @Test
  void aPlatformKnowsTheInterfaceAndNoOtherPlatform() {
    mayKnowOfUs(
            "io.trueup.platforms.relational.schema",
            "io.trueup.platforms.relational.schema",
            "io.trueup.model..")
        .check(PRODUCTION);
    mayKnowOfUs(
            "io.trueup.platforms.relational",
            "io.trueup.platforms.relational",
            "io.trueup.platforms.relational.schema",
            "io.trueup.platforms.spi",
            "io.trueup.model..")
        .check(PRODUCTION);
    mayKnowOfUs(
            "io.trueup.platforms.legacy..",
            "io.trueup.platforms.legacy..",
            "io.trueup.platforms.spi",
            "io.trueup.model..")
        .check(PRODUCTION);
    mayKnowOfUs(
            "io.trueup.platforms.postgres..",
            "io.trueup.platforms.postgres..",
            "io.trueup.platforms.relational.container",
            "io.trueup.platforms.postgres.database",
            "io.trueup.platforms.relational",
            "io.trueup.platforms.relational.schema",
            "io.trueup.platforms.spi",
            "io.trueup.model..")
        .check(PRODUCTION);
    mayKnowOfUs(
            "io.trueup.platforms.postgres.database",
            "io.trueup.platforms.postgres.database",
            "io.trueup.platforms.relational",
            "io.trueup.platforms.relational.schema",
            "io.trueup.platforms.spi",
            "io.trueup.model..")
        .check(PRODUCTION);
  }

  /** Changes are values; planners and the executor have {@link PostgresSql} render them. */
  @Test
  void schemaChangesKnowNoSql() {
    knowNothingOf(
            PostgresSql.class,
            SchemaChange.class,
            ObjectName.class,
            DesiredTable.class,
            DesiredView.class)
        .check(PRODUCTION);
  }

  @Test
  void containersKnowNoPlatform() {
    mayUseOnly(
            "io.trueup.platforms.relational.container",
            "io.trueup.platforms.relational.container",
            "io.trueup.model..",
            "java..",
            "org.jspecify..")
        .check(PRODUCTION);
  }

  @Test
  void theContractOfTheStateStoreKnowsNoDatabase() {
    // Changes are read and written as JSON.
    mayUseOnly(
            "io.trueup.statestore",
            "io.trueup..",
            "java..",
            "org.jspecify..",
            "org.slf4j..",
            "com.fasterxml.jackson..")
        .check(PRODUCTION);
    for (var part : List.of("io.trueup.statestore.control", "io.trueup.statestore.drift")) {
      mayUseOnly(
              part, part, "io.trueup.statestore", "io.trueup.model..", "java..", "org.jspecify..")
          .check(PRODUCTION);
    }
    mayUseOnly(
            "io.trueup.statestore.batch",
            "io.trueup.statestore.batch",
            "io.trueup.statestore",
            "io.trueup.model..",
            "java..",
            "org.jspecify..",
            "org.slf4j..")
        .check(PRODUCTION);
  }

  /** The demonstration reads the warehouse from outside, as its owner would. */
  @Test
  void onlyTheStateStoreAndPlatformsOnSqlSpeakSql() {
    usedOnlyIn(
            List.of("java.sql..", "javax.sql..", "com.zaxxer.hikari.."),
            "io.trueup.statestore.embedded",
            "io.trueup.statestore.postgres",
            "io.trueup.statestore.quartz",
            "io.trueup.platforms.postgres.database",
            "io.trueup.listener.lab.bench",
            "io.trueup.listener.lab.demo")
        .check(PRODUCTION);
    usedOnlyIn(List.of("org.flywaydb.."), "io.trueup.statestore.postgres").check(PRODUCTION);
  }

  @Test
  void onlyOnePackageKnowsQuartz() {
    usedOnlyIn(List.of("org.quartz.."), "io.trueup.statestore.quartz").check(PRODUCTION);
  }

  @Test
  void onlyOnePackageKnowsKafkaAndTheBenchmarksOfIt() {
    usedOnlyIn(
            List.of("org.apache.kafka.."),
            "io.trueup.listener.daemon.kafka",
            "io.trueup.listener.lab.bench")
        .check(PRODUCTION);
  }

  @Test
  void noClassNamesTheDriver() {
    usedOnlyIn(List.of("org.postgresql..")).check(PRODUCTION);
  }

  @Test
  void onlyTheDaemonServesHttp() {
    usedOnlyIn(List.of("io.vertx..", "io.netty.."), "io.trueup.listener.daemon..")
        .check(PRODUCTION);
  }

  @Test
  void theEngineKnowsNoDaemonNoCommandsAndNoLab() {
    mayKnowOfUs(
            "io.trueup.listener.engine..",
            "io.trueup.listener.engine..",
            "io.trueup.platforms.relational..",
            "io.trueup.platforms.spi",
            "io.trueup.statestore",
            "io.trueup.statestore.control",
            "io.trueup.statestore.drift",
            "io.trueup.model..")
        .check(PRODUCTION);
    usedOnlyIn(
            List.of("io.trueup.listener.cli..", "picocli.."),
            "io.trueup.listener",
            "io.trueup.listener.cli..")
        .check(PRODUCTION);
  }

  @Test
  void theOperationsOnSchemasKnowNoApiAndNoViews() {
    noClasses()
        .that()
        .resideInAPackage("io.trueup.listener.engine.schema")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.trueup.listener.daemon.api..", "io.trueup.listener.daemon.view..", "io.vertx..")
        .check(PRODUCTION);
  }

  /** Apart from the benchmark, which measures JGit alone as the limit of a cold load. */
  @Test
  void onlyOnePackageKnowsJGit() {
    usedOnlyIn(
            List.of("org.eclipse.jgit.."),
            "io.trueup.listener.engine.git",
            "io.trueup.listener.lab.bench")
        .check(PRODUCTION);
  }

  @Test
  void onlyOnePackageKnowsOpenTelemetry() {
    usedOnlyIn(List.of("io.opentelemetry.."), "io.trueup.listener.daemon.tracing")
        .check(PRODUCTION);
  }

  @Test
  void onlyOnePackageKnowsTheLayoutLibrary() {
    usedOnlyIn(
            List.of("org.eclipse.elk..", "org.eclipse.emf.."),
            "io.trueup.listener.cli.graph.layout")
        .check(PRODUCTION);
  }

  /** The daemon never executes anything; Postgres and the demonstration's git are no exceptions. */
  @Test
  void processesAreStartedForTheEmbeddedPostgresAndTheDemonstrationOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "io.trueup.statestore.embedded",
            "io.trueup.listener.gitserver",
            "io.trueup.listener.lab.bench",
            "io.trueup.listener.lab.demo..")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName(ProcessBuilder.class.getName())
        .orShould()
        .callMethodWhere(
            describe(
                "Runtime.exec()", call -> nameOf(call).equals(Runtime.class.getName() + ".exec")))
        .check(PRODUCTION);
  }

  @Test
  void onlyTheProgramKnowsTheLab() {
    usedOnlyIn(
            List.of("io.trueup.listener.lab..", "io.trueup.listener.gitserver.."),
            "io.trueup.listener",
            "io.trueup.listener.lab..",
            "io.trueup.listener.gitserver..")
        .check(PRODUCTION);
  }

  /** The page and the command line read the same views as the API, and know nothing of the API. */
  @Test
  void viewsAndThePageKnowNothingOfTheApi() {
    mayKnowOfUs("io.trueup.listener.engine.text", "io.trueup.listener.engine.text")
        .check(PRODUCTION);
    mayKnowOfUs(
            "io.trueup.listener.daemon.view",
            "io.trueup.listener.engine.control",
            "io.trueup.listener.engine.currency",
            "io.trueup.listener.engine.event",
            "io.trueup.listener.engine.gate",
            "io.trueup.listener.engine.nodetime",
            "io.trueup.listener.engine.schema",
            "io.trueup.listener.engine.text",
            "io.trueup.listener.daemon.view",
            "io.trueup.model..",
            "io.trueup.platforms.relational",
            "io.trueup.platforms.relational.schema",
            "io.trueup.platforms.spi",
            "io.trueup.statestore",
            "io.trueup.statestore.control",
            "io.trueup.statestore.drift")
        .check(PRODUCTION);
    mayKnowOfUs(
            "io.trueup.listener.daemon.status",
            "io.trueup.listener.daemon.status",
            "io.trueup.listener.engine.control",
            "io.trueup.listener.engine.drift",
            "io.trueup.listener.engine.gate",
            "io.trueup.listener.engine.source",
            "io.trueup.listener.engine.text",
            "io.trueup.listener.engine.versions",
            "io.trueup.listener.daemon.view",
            "io.trueup.model..",
            "io.trueup.statestore",
            "io.trueup.statestore.control",
            "io.trueup.statestore.drift")
        .check(PRODUCTION);
    mayKnowOfUs(
            "io.trueup.listener.daemon.page",
            "io.trueup.listener.daemon.page",
            "io.trueup.listener.engine.text",
            "io.trueup.listener.daemon.view",
            "io.trueup.model..",
            "io.trueup.statestore",
            "io.trueup.statestore.control",
            "io.trueup.statestore.drift")
        .check(PRODUCTION);
  }

  /** Rooms of the listener, with all that is below them, depend on each other in one direction. */
  @Test
  void roomsOfTheListenerDependOnEachOtherInOneDirection() {
    slices().matching("io.trueup.listener.(*)..").should().beFreeOfCycles().check(PRODUCTION);
  }

  @Test
  void packagesDependOnEachOtherWithoutCycles() {
    noCycles().check(PRODUCTION);
  }

  /** {@code Shell.ofProcess} is to the commands what {@code Main} is to the daemon. */
  @Test
  void clockZoneAndEnvironmentAreHandedIn() {
    processEnvironmentIsKnownOnlyTo(
            "io.trueup.listener.Main", "io.trueup.listener.cli.terminal.Shell")
        .check(PRODUCTION);
  }

  @Test
  void everyPackageSaysThatNothingIsNull() {
    var unmarked =
        PRODUCTION.stream()
            .map(JavaClass::getPackage)
            .distinct()
            .filter(ArchitectureTest::isUnmarked)
            .map(JavaPackage::getName)
            .sorted(Comparator.naturalOrder())
            .toList();

    assertThat(unmarked).isEmpty();
  }

  /** A rule that cannot fail checks nothing, so each form is tried on a class that breaks it. */
  @Test
  void rulesFailWhereTheyAreBroken() {
    assertThat(broken(mayUseOnly("io.trueup.listener", "java.."), ArchitectureTest.class)).isTrue();
    assertThat(broken(mayKnowOfUs("io.trueup.listener", "io.trueup.model.."), getClass())).isTrue();
    assertThat(broken(usedOnlyIn(List.of("org.junit.."), "io.trueup.model"), getClass())).isTrue();
    assertThat(broken(knowNothingOf(Instant.class, Planted.class), Planted.Clock.class)).isTrue();
    assertThat(broken(processEnvironmentIsKnownOnlyTo("Main"), Planted.Clock.class)).isTrue();
    assertThat(broken(processEnvironmentIsKnownOnlyTo("Main"), Planted.Reference.class)).isTrue();
    assertThat(broken(processEnvironmentIsKnownOnlyTo("Main"), Planted.Innocent.class)).isFalse();
  }

  /** Classes that break rules on purpose. */
  static final class Planted {

    static final class Clock {
      Instant at() {
        return Instant.now();
      }
    }

    static final class Reference {
      Function<String, @Nullable String> environment() {
        return System::getenv;
      }
    }

    static final class Innocent {
      Instant at(Supplier<Instant> now) {
        return now.get();
      }
    }
  }

  private static boolean broken(ArchRule rule, Class<?> planted) {
    return rule.evaluate(new ClassFileImporter().importClasses(planted)).hasViolation();
  }

  /** The packages that classes of a package may depend on at all. */
  private static ArchRule mayUseOnly(String ours, String... allowed) {
    return classes()
        .that()
        .resideInAPackage(ours)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(allowed);
  }

  /** The packages of this project that classes of a package may depend on. */
  private static ArchRule mayKnowOfUs(String ours, String... allowed) {
    return classes()
        .that()
        .resideInAPackage(ours)
        .should()
        .onlyDependOnClassesThat(
            describe(
                "are not ours, or are in " + List.of(allowed),
                it ->
                    !it.getPackageName().startsWith("io.trueup")
                        || JavaClass.Predicates.resideInAnyPackage(allowed).test(it)));
  }

  private static ArchRule usedOnlyIn(List<String> library, String... homes) {
    return noClasses()
        .that()
        .resideOutsideOfPackages(homes)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(library.toArray(String[]::new));
  }

  /** Some types, with those nested in them, depend on nothing of another. */
  private static ArchRule knowNothingOf(Class<?> other, Class<?>... types) {
    var names = Arrays.stream(types).map(Class::getName).toList();
    return noClasses()
        .that(
            describe(
                "are of " + names,
                it -> names.stream().anyMatch(name -> (it.getName() + "$").startsWith(name + "$"))))
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName(other.getName());
  }

  private static ArchRule noCycles() {
    return slices().matching("io.trueup.(**)").should().beFreeOfCycles();
  }

  private static ArchRule processEnvironmentIsKnownOnlyTo(String... classes) {
    return noClasses()
        .that(
            describe("are not " + List.of(classes), it -> !List.of(classes).contains(it.getName())))
        .should()
        .accessTargetWhere(
            describe("asks the clock, the zone or the environment", ArchitectureTest::isAsking));
  }

  /** With an argument, {@code now} asks what it is given. */
  private static boolean isAsking(JavaAccess<?> access) {
    return PROCESS_ENVIRONMENT.contains(nameOf(access))
        && !access.getDescription().contains("now(java.");
  }

  private static String nameOf(JavaAccess<?> access) {
    return access.getTargetOwner().getFullName() + "." + access.getTarget().getName();
  }

  private static boolean isUnmarked(JavaPackage it) {
    return it.tryGetPackageInfo().filter(info -> info.isAnnotatedWith(NullMarked.class)).isEmpty();
  }
}

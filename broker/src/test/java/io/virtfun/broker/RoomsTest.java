package io.virtfun.broker;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The directions between rooms: who may know whom. */
@AnalyzeClasses(
    packages = "io.virtfun",
    importOptions = {DoNotIncludeTests.class, RoomsTest.NoTestJars.class})
class RoomsTest {
  /** The SDK's contract comes as a jar. */
  static final class NoTestJars implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("-tests.jar");
    }
  }

  private static final String FUNCTIONS = "io.virtfun.functions..";
  private static final String SHM = "io.virtfun.shm..";
  private static final String SPI = "io.virtfun.driver.spi..";
  private static final String SOFTWARE = "io.virtfun.driver.software..";
  private static final String SIMULATED = "io.virtfun.driver.simulated..";
  private static final String FPGA = "io.virtfun.driver.fpga..";
  private static final String NATIVES = "io.virtfun.driver.natives..";
  private static final String OPENCL = "io.virtfun.driver.opencl..";
  private static final String GUEST = "io.virtfun.guest..";
  private static final String VM = "io.virtfun.vm..";
  private static final String VERTICLES = "io.virtfun.verticles..";

  @ArchTest static final ArchRule functionsNeedOnlyTheJdk = room(FUNCTIONS);

  @ArchTest static final ArchRule shmNeedsOnlyFunctions = room(SHM, FUNCTIONS);

  @ArchTest static final ArchRule spiNeedsOnlyFunctions = room(SPI, FUNCTIONS);

  @ArchTest static final ArchRule softwareNeedsOnlyItsInterface = room(SOFTWARE, SPI, FUNCTIONS);

  @ArchTest static final ArchRule simulatedNeedsOnlyItsInterface = room(SIMULATED, SPI, FUNCTIONS);

  @ArchTest static final ArchRule fpgaNeedsOnlyItsInterface = room(FPGA, SPI, FUNCTIONS);

  @ArchTest static final ArchRule nativesNeedOnlyTheirInterface = room(NATIVES, SPI, FUNCTIONS);

  @ArchTest
  static final ArchRule openclNeedsOnlyItsInterfaceAndBinding =
      room(OPENCL, SPI, FUNCTIONS, "org.lwjgl..");

  @ArchTest
  static final ArchRule brokersHaveNoTestsOfDrivers =
      noClasses().should().resideInAPackage("io.virtfun.driver.kit..");

  @ArchTest
  static final ArchRule guestsKnowNeitherVerticlesNorDrivers =
      noClasses()
          .that()
          .resideInAPackage(GUEST)
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.virtfun..").and(not(resideInAnyPackage(GUEST, SHM, FUNCTIONS))));

  @ArchTest
  static final ArchRule verticlesKnowNeitherGuestsNorDriversNorBroker =
      noClasses()
          .that()
          .resideInAPackage(VERTICLES)
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.virtfun..")
                  .and(not(resideInAnyPackage(VERTICLES, SHM, SPI, FUNCTIONS))));

  @ArchTest
  static final ArchRule machinesKnowNoOtherRoom =
      noClasses()
          .that()
          .resideInAPackage(VM)
          .should()
          .dependOnClassesThat(resideInAPackage("io.virtfun..").and(not(resideInAPackage(VM))));

  @ArchTest
  static final ArchRule decisionsKnowNoVertx =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.virtfun.verticles.admission..",
              "io.virtfun.verticles.lane..",
              "io.virtfun.verticles.routing..",
              "io.virtfun.verticles.fair..",
              "io.virtfun.verticles.schedule..",
              "io.virtfun.verticles.health..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.vertx..", "io.netty..");

  @ArchTest
  static final ArchRule doorbellsAndDevicesMeetOnTheBusOnly =
      noClasses()
          .that()
          .resideInAPackage("io.virtfun.verticles.device..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.virtfun.verticles.doorbell..", "io.virtfun.verticles.lane..");

  @ArchTest
  static final ArchRule roomsHaveNoCycles =
      slices().matching("io.virtfun.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule packagesHaveNamesThatSaySomething =
      noClasses()
          .should()
          .resideInAnyPackage("..impl..", "..util..", "..common..", "..manager..", "..helper..");

  private static ArchRule room(String itself, String... allowed) {
    DescribedPredicate<JavaClass> known =
        resideInAnyPackage(allowed)
            .or(resideInAPackage(itself))
            .or(resideInAnyPackage("java..", "javax.crypto..", "org.jspecify.."));
    return classes().that().resideInAPackage(itself).should().onlyDependOnClassesThat(known);
  }
}

package dev.sluice.app.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How code is written here, wherever it stands. */
class HabitsTest {
    private static final int LONGEST_FILE = 400;

    @Test
    void pureRoomsAreToldTheTime() {
        var clocks =
                call(System.class, "currentTimeMillis|nanoTime")
                        .or(now(Instant.class))
                        .or(now(LocalDate.class))
                        .or(now(LocalDateTime.class))
                        .or(now(ZonedDateTime.class))
                        .or(call(Clock.class, "system.*"));
        check(
                pureRooms()
                        .and()
                        .haveSimpleNameNotEndingWith("Clock")
                        .should()
                        .callMethodWhere(clocks),
                "wire, providers and core are told the time: no clock is read there,"
                        + " except by a class named Clock");
    }

    @Test
    void pureRoomsAreHandedTheirDice() {
        check(
                pureRooms()
                        .should()
                        .callConstructor(Random.class)
                        .orShould()
                        .callMethodWhere(
                                call(Math.class, "random")
                                        .or(call(UUID.class, "randomUUID"))
                                        .or(call(ThreadLocalRandom.class, "current"))),
                "wire, providers and core are handed their dice: no randomness without a seed"
                        + " there");
    }

    @Test
    void onlyTheCommandLinePrints() {
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackage("dev.sluice.app.cli..")
                        .should()
                        .accessField(System.class, "out")
                        .orShould()
                        .accessField(System.class, "err"),
                "Only the command line (dev.sluice.app.cli) prints; everything else logs or"
                        + " answers");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Utils?", "Helpers?", "Managers?", "Commons?", "Impl"})
    void classesSayWhatTheyAre(String ending) {
        check(
                noClasses().should().haveNameMatching("dev\\.sluice\\..*" + ending),
                "A class is named for what it is: nothing ends in " + ending);
    }

    @Test
    void packagesAreConcepts() {
        check(
                noClasses()
                        .should()
                        .resideInAnyPackage(
                                "..util..",
                                "..utils..",
                                "..common..",
                                "..helper..",
                                "..helpers..",
                                "..manager..",
                                "..impl.."),
                "A package is a concept: no util, common, helper, manager or impl");
    }

    @Test
    void filesFitInTheHead() {
        List<String> tooLong =
                House.files(".java").stream()
                        .filter(file -> lines(file) > LONGEST_FILE)
                        .map(file -> House.ROOT.relativize(file) + ": " + lines(file) + " lines")
                        .toList();
        assertEquals(
                List.of(), tooLong, "No source file is longer than " + LONGEST_FILE + " lines");
    }

    private static long lines(Path file) {
        return House.text(file).lines().count();
    }

    private static GivenClassesConjunction pureRooms() {
        return noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.sluice.wire..", "dev.sluice.providers..", "dev.sluice.core..");
    }

    private static DescribedPredicate<JavaCall<?>> call(Class<?> owner, String names) {
        return DescribedPredicate.describe(
                owner.getSimpleName() + "." + names,
                call ->
                        call.getTargetOwner().isEquivalentTo(owner)
                                && call.getName().matches(names));
    }

    /** The call of {@code now()} that reads the system's clock; {@code now(Clock)} is welcome. */
    private static DescribedPredicate<JavaCall<?>> now(Class<?> owner) {
        DescribedPredicate<JavaCall<?>> bare =
                DescribedPredicate.describe(
                        "without a clock",
                        call -> call.getTarget().getRawParameterTypes().isEmpty());
        return call(owner, "now").and(bare);
    }

    private static void check(ArchRule rule, String sentence) {
        rule.as(sentence).allowEmptyShould(true).check(House.CLASSES);
    }
}

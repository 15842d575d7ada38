package dev.sluice.app.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may know whom, and which library belongs to which room. */
class ArrowsTest {
    private static final List<String> EVERYONE =
            List.of(
                    "wire",
                    "providers",
                    "core",
                    "relay",
                    "store",
                    "console",
                    "app",
                    "testkit",
                    "bench");

    @Test
    void sawTheProgram() {
        assertTrue(
                House.CLASSES.stream().anyMatch(c -> c.getPackageName().startsWith(room("wire"))),
                "no compiled class of wire was found under " + House.ROOT);
    }

    @ParameterizedTest(name = "{0} knows only: {1}")
    @CsvSource(
            value = {
                "wire      | nothing",
                "providers | wire",
                "core      | providers wire",
                "relay     | core providers wire",
                "store     | core providers wire",
                "console   | nothing",
                "app       | relay store console core providers wire",
            },
            delimiter = '|')
    void arrowsPointOneWay(String room, String known) {
        Set<String> strangers = new TreeSet<>(EVERYONE);
        strangers.remove(room);
        strangers.removeAll(List.of(known.split(" ")));
        String[] packages = strangers.stream().map(s -> room(s) + "..").toArray(String[]::new);
        check(
                noClasses()
                        .that()
                        .resideInAPackage(room(room) + "..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(packages),
                "Arrows point one way: app -> relay, store -> core -> providers -> wire; "
                        + (room + " knows " + known + " of the other rooms"));
    }

    @Test
    void wireStandsAlone() {
        check(
                classes()
                        .that()
                        .resideInAPackage("dev.sluice.wire..")
                        .should()
                        .onlyDependOnClassesThat()
                        .resideInAnyPackage(
                                "dev.sluice.wire..",
                                "java..",
                                "tools.jackson.core..",
                                "org.jspecify.."),
                "wire stands on the JDK, Jackson core and JSpecify only");
    }

    @Test
    void wireIsPure() {
        check(
                noClasses()
                        .that()
                        .resideInAPackage("dev.sluice.wire..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(
                                "java.net.http..",
                                "java.nio.channels..",
                                "java.nio.file..",
                                "java.security..",
                                "java.util.concurrent..")
                        .orShould()
                        .dependOnClassesThat()
                        .haveFullyQualifiedName("java.lang.Thread")
                        .orShould()
                        .dependOnClassesThat()
                        .haveFullyQualifiedName("java.net.Socket"),
                "wire turns bytes into values: it has no socket, file, key or thread");
    }

    @ParameterizedTest(name = "{0} stays in {1}")
    @CsvSource({
        "io.netty.., relay, Sockets are the business of relay: no Netty anywhere else",
        "java.sql.., store, Databases are the business of store: no java.sql anywhere else",
        "javax.sql.., store, Databases are the business of store: no javax.sql anywhere else",
        "info.picocli.., app, Commands are the business of app: no picocli anywhere else",
        "picocli.., app, Commands are the business of app: no picocli anywhere else",
        "org.snakeyaml.., app, Reading files is the business of app: no YAML anywhere else",
        "org.springframework.., nobody, Wiring is one class that can be read: no Spring anywhere",
    })
    void librariesKeepToTheirRoom(String library, String room, String sentence) {
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackage(room(room) + "..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage(library),
                sentence);
    }

    private static String room(String name) {
        return "dev.sluice." + name;
    }

    private static void check(ArchRule rule, String sentence) {
        rule.as(sentence).allowEmptyShould(true).check(House.CLASSES);
    }
}

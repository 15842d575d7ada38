package dev.sluice.testkit.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sluice.testkit.conformance.Language;
import dev.sluice.testkit.conformance.Languages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * A few thousand mutations of the corpus per target, the same ones every time; {@code
 * -Dfuzz.rounds} and {@code -Dfuzz.seed} ask for more and for others.
 */
final class MutationsTest {
    private static final List<Class<?>> TARGETS =
            List.of(
                    FramesFuzzTest.class,
                    StreamsFuzzTest.class,
                    RepliesFuzzTest.class,
                    CallsFuzzTest.class);
    private static final Path CORPUS = Path.of("src/test/resources/dev/sluice/testkit/fuzz");

    @TestFactory
    Stream<DynamicTest> noMutationBreaksAReader() {
        return TARGETS.stream()
                .flatMap(target -> Arrays.stream(target.getDeclaredMethods()))
                .filter(method -> method.isAnnotationPresent(FuzzTest.class))
                .map(method ->
                        DynamicTest.dynamicTest(
                                method.getDeclaringClass().getSimpleName() + '#' + method.getName(),
                                () -> mutate(method)));
    }

    @Test
    void everyLanguageIsATarget() {
        var languages = new TreeSet<String>();
        Languages.ALL.stream()
                .map(Language::name)
                .map(MutationsTest::plain)
                .forEach(languages::add);
        assertEquals(languages, methods(StreamsFuzzTest.class));
        assertEquals(languages, methods(RepliesFuzzTest.class));
    }

    private static String plain(String name) {
        return name.replace("-", "");
    }

    private static Set<String> methods(Class<?> target) {
        var names = new TreeSet<String>();
        Arrays.stream(target.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(FuzzTest.class))
                .forEach(method -> names.add(method.getName()));
        return names;
    }

    private static void mutate(Method method) throws ReflectiveOperationException {
        List<byte[]> seeds = seeds(method);
        assertTrue(!seeds.isEmpty(), "no corpus for " + method);
        var constructor = method.getDeclaringClass().getDeclaredConstructor();
        Object target = constructor.newInstance();
        var random = new Random(Long.getLong("fuzz.seed", 20261125));
        int rounds = Integer.getInteger("fuzz.rounds", 2000);
        for (int round = 0; round < rounds; round++) {
            byte[] input = Mutator.mutate(seeds, random);
            try {
                method.invoke(target, (Object) input);
            } catch (InvocationTargetException e) {
                throw new AssertionError(
                        "broken by "
                                + HexFormat.of().formatHex(input)
                                + "\nas text: "
                                + text(input),
                        e.getCause());
            }
        }
    }

    private static String text(byte[] input) {
        return new String(input, StandardCharsets.UTF_8);
    }

    private static List<byte[]> seeds(Method method) {
        Path folder =
                CORPUS.resolve(method.getDeclaringClass().getSimpleName() + "Inputs")
                        .resolve(method.getName());
        var seeds = new ArrayList<byte[]>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                seeds.add(Files.readAllBytes(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return seeds;
    }
}

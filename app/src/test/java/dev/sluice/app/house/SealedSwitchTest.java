package dev.sluice.app.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Closed sets stay closed: a switch over one of our sealed types has no {@code default}, so that a
 * new case fails to compile wherever somebody has to decide about it.
 *
 * <p>Read from the class files, where the type that is switched over is known. A switch with
 * patterns is an {@code invokedynamic} of {@code SwitchBootstraps.typeSwitch} whose first parameter
 * is that type, followed by a jump table. Without a {@code default} in the source, the table's
 * default throws {@link MatchException}, or, inside a nested record pattern, sets the restart index
 * and jumps back. Anything else was written by hand.
 */
class SealedSwitchTest {
    private static final ClassDesc SWITCH_BOOTSTRAPS =
            ClassDesc.of("java.lang.runtime.SwitchBootstraps");

    @Test
    void switchesOverSealedTypesHaveNoDefault() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path directory : House.classDirectories()) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
                    broken.addAll(defaults(ClassFile.of().parse(file)));
                }
            }
        }
        assertEquals(List.of(), broken, "A switch over a sealed type has no default");
    }

    @Test
    void seesADefaultAndOnlyADefault() throws IOException {
        List<String> found = defaults(parse(Sample.class));
        assertEquals(1, found.size(), found::toString);
        assertTrue(found.getFirst().contains("withDefault"), found::toString);
        assertFalse(found.getFirst().endsWith(":0"), found::toString);
    }

    private static ClassModel parse(Class<?> type) throws IOException {
        String name = type.getName().replace('.', '/') + ".class";
        try (InputStream in = type.getClassLoader().getResourceAsStream(name)) {
            return ClassFile.of().parse(in == null ? new byte[0] : in.readAllBytes());
        }
    }

    private static List<String> defaults(ClassModel type) {
        List<String> found = new ArrayList<>();
        for (MethodModel method : type.methods()) {
            method.code()
                    .ifPresent(code -> {
                        for (int line : defaults(code)) {
                            found.add(
                                    type.thisClass().asInternalName().replace('/', '.')
                                            + ("." + method.methodName().stringValue())
                                            + (":" + line));
                        }
                    });
        }
        return found;
    }

    /** The lines of switches over sealed types of ours that have a default. */
    private static List<Integer> defaults(CodeModel code) {
        List<Integer> lines = new ArrayList<>();
        List<CodeElement> elements = code.elementList();
        boolean sealed = false;
        int line = 0;
        for (CodeElement element : elements) {
            if (element instanceof LineNumber number) {
                line = number.line();
            } else if (element instanceof InvokeDynamicInstruction call && isTypeSwitch(call)) {
                sealed = isOurSealedType(call.typeSymbol().parameterType(0));
            } else if (sealed && defaultTarget(element) instanceof Label target) {
                sealed = false;
                if (!isMadeByTheCompiler(elements, target)) {
                    lines.add(line);
                }
            }
        }
        return lines;
    }

    private static boolean isTypeSwitch(InvokeDynamicInstruction call) {
        return call.name().stringValue().equals("typeSwitch")
                && call.bootstrapMethod().owner().equals(SWITCH_BOOTSTRAPS);
    }

    private static boolean isOurSealedType(ClassDesc type) {
        if (!type.packageName().startsWith("dev.sluice")) {
            return false;
        }
        try {
            String name = type.descriptorString().replaceAll("^L|;$", "").replace('/', '.');
            return Class.forName(name, false, House.class.getClassLoader()).isSealed();
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("compiled, but not on the class path: " + type, e);
        }
    }

    private static Object defaultTarget(CodeElement element) {
        if (element instanceof TableSwitchInstruction table) {
            return table.defaultTarget();
        }
        return element instanceof LookupSwitchInstruction lookup ? lookup.defaultTarget() : "none";
    }

    private static boolean isMadeByTheCompiler(List<CodeElement> elements, Label target) {
        int start = elements.indexOf(target);
        List<Instruction> next =
                elements.subList(start, elements.size()).stream()
                        .filter(Instruction.class::isInstance)
                        .map(Instruction.class::cast)
                        .limit(3)
                        .toList();
        boolean throwsMatchException =
                next.getFirst() instanceof NewObjectInstruction made
                        && made.className().asSymbol().equals(MATCH_EXCEPTION);
        boolean restartsTheOuterSwitch =
                next.size() == 3
                        && next.get(1) instanceof StoreInstruction store
                        && store.typeKind().upperBound().equals(ConstantDescs.CD_int)
                        && next.get(2) instanceof BranchInstruction jump
                        && elements.indexOf(jump.target()) < start;
        return throwsMatchException || restartsTheOuterSwitch;
    }

    private static final ClassDesc MATCH_EXCEPTION = ClassDesc.of("java.lang.MatchException");

    /** What the test above is tried on: one switch of each kind. */
    static final class Sample {
        sealed interface Shape {}

        record Round(Shape inside, int radius) implements Shape {}

        record Flat(String name) implements Shape {}

        private Sample() {}

        static int closed(Shape shape) {
            return switch (shape) {
                case Round round -> round.radius();
                case Flat _ -> 0;
            };
        }

        static int nested(Shape shape) {
            return switch (shape) {
                case Round(Round inside, int radius) -> inside.radius() + radius;
                case Round(Flat(var name), int _) -> name.length();
                case Flat _ -> 0;
            };
        }

        static int open(Object any) {
            return switch (any) {
                case Round round -> round.radius();
                default -> 0;
            };
        }

        static int withDefault(Shape shape) {
            return switch (shape) {
                case Round round -> round.radius();
                default -> 0;
            };
        }
    }
}

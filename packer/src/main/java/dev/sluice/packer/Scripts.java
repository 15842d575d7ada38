package dev.sluice.packer;

import com.google.common.collect.ImmutableMap;
import com.google.javascript.jscomp.CheckLevel;
import com.google.javascript.jscomp.CompilationLevel;
import com.google.javascript.jscomp.Compiler;
import com.google.javascript.jscomp.CompilerOptions;
import com.google.javascript.jscomp.CompilerOptions.LanguageMode;
import com.google.javascript.jscomp.CustomPassExecutionTime;
import com.google.javascript.jscomp.DependencyOptions;
import com.google.javascript.jscomp.DiagnosticGroups;
import com.google.javascript.jscomp.ModuleIdentifier;
import com.google.javascript.jscomp.SourceFile;
import com.google.javascript.jscomp.deps.ModuleLoader.ResolutionMode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Scripts, put together and made short by Closure Compiler. */
final class Scripts {
    private final boolean pretty;

    /**
     * @param pretty leaves names and lines as they are, for whoever looks for a mistake
     */
    Scripts(boolean pretty) {
        this.pretty = pretty;
    }

    /**
     * All modules that one leads to.
     *
     * @param modules the names of those that are in it
     */
    record Bundle(String text, Set<String> modules) {}

    /**
     * Puts a module and all that it imports into one script, which has to be loaded as a module.
     *
     * @param imports what names such as {@code preact} stand for
     */
    Bundle bundle(Sources site, String entry, Map<String, String> imports) {
        List<SourceFile> files = new ArrayList<>();
        for (String name : site.files().keySet()) {
            if (name.endsWith(".js") || name.endsWith(".mjs")) {
                files.add(SourceFile.fromCode(name, site.text(name)));
            }
        }
        CompilerOptions options = options();
        options.setDependencyOptions(
                DependencyOptions.pruneForEntryPoints(List.of(ModuleIdentifier.forFile(entry))));
        options.setModuleResolutionMode(ResolutionMode.BROWSER_WITH_TRANSFORMED_PREFIXES);
        options.setBrowserResolverPrefixReplacements(prefixes(imports));
        var modules = new Modules(site, imports);
        options.addCustomPass(CustomPassExecutionTime.BEFORE_CHECKS, modules);
        options.addCustomPass(CustomPassExecutionTime.BEFORE_CHECKS, new Markup());
        return new Bundle(compiled(files, options), modules.names());
    }

    /** Makes a script short that is no module. */
    String classic(String name, String text) {
        return compiled(List.of(SourceFile.fromCode(name, text)), options());
    }

    /** Closure wants an absolute address from the root of all files. */
    private static ImmutableMap<String, String> prefixes(Map<String, String> imports) {
        return ImmutableMap.copyOf(
                imports.entrySet().stream()
                        .collect(
                                Collectors.toMap(
                                        Map.Entry::getKey,
                                        each -> each.getValue().replaceFirst("^\\.", ""))));
    }

    private CompilerOptions options() {
        var options = new CompilerOptions();
        if (pretty) {
            options.setPrettyPrint(true);
        } else {
            CompilationLevel level = CompilationLevel.SIMPLE_OPTIMIZATIONS;
            level.setOptionsForCompilationLevel(options);
            level.setWrappedOutputOptimizations(options);
        }
        options.setLanguageIn(LanguageMode.ECMASCRIPT_NEXT);
        options.setLanguageOut(LanguageMode.ECMASCRIPT_NEXT);
        options.setEmitUseStrict(false);
        options.setRewritePolyfills(false);
        options.setOutputCharset(StandardCharsets.UTF_8);
        options.setTrustedStrings(true);
        options.setLineLengthThreshold(1 << 24);
        DiagnosticGroups.getRegisteredGroups()
                .values()
                .forEach(each -> options.setWarningLevel(each, CheckLevel.OFF));
        options.setWarningLevel(DiagnosticGroups.MODULE_IMPORT, CheckLevel.ERROR);
        return options;
    }

    private static String compiled(List<SourceFile> files, CompilerOptions options) {
        var said = new ByteArrayOutputStream();
        var compiler = new Compiler(new PrintStream(said, true, StandardCharsets.UTF_8));
        compiler.disableThreads();
        boolean good = compiler.compile(List.of(), files, options).success;
        if (!good) {
            throw new Refused(said.toString(StandardCharsets.UTF_8));
        }
        return compiler.toSource();
    }
}

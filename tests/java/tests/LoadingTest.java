package tests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Where the native files come from, each in a new process. */
public final class LoadingTest {
    private static final Path OUT = Path.of(System.getProperty("luavm.out"));
    private static final Path JAR = OUT.resolve("java/luavm.jar");

    @Rule public final TemporaryFolder folder = new TemporaryFolder();

    private Path program;
    private Path temporary;

    @Before
    public void write() throws IOException {
        temporary = folder.newFolder("tmp").toPath();
        program = folder.newFile("Program.java").toPath();
        Files.writeString(program, """
            import io.luavm.*;

            public class Program {
                static void run() {
                    try (LuaVm vm = LuaVm.builder().build()) {
                        System.out.println(vm.eval("return 1 + 1"));
                    } catch (UnsatisfiedLinkError error) {
                        System.out.println(error.getMessage());
                    }
                }

                public static void main(String[] arguments) {
                    System.setProperty("java.vm.name", System.getProperty("machine", "")); // Java sets it itself
                    run();
                    run();
                }
            }
            """);
    }

    /** What the program prints on its two tries; nothing may be left in the folder for temporary files. */
    private List<String> lines(Path jar, String... properties) throws Exception {
        List<String> command = new ArrayList<>(List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Djava.io.tmpdir=" + temporary));
        command.addAll(List.of(properties));
        command.addAll(List.of("-cp", jar.toString(), program.toString()));
        Process process = new ProcessBuilder(command).directory(folder.newFolder()).redirectError(
            ProcessBuilder.Redirect.DISCARD).start();
        List<String> lines = new String(process.getInputStream().readAllBytes()).lines().toList();
        assertEquals(0, process.waitFor());
        assertEquals(List.of(), left());
        return lines;
    }

    /** The Java machine's own folder for its counters is not ours. */
    private List<String> left() {
        String[] names = temporary.toFile().list((in, name) -> !name.startsWith("hsperfdata_"));
        return List.of(names);
    }

    private void says(List<String> lines, String... parts) {
        assertEquals(2, lines.size());
        assertEquals("the second try says the same", lines.get(0), lines.get(1));
        for (String part : parts) {
            assertTrue(lines.get(0), lines.get(0).contains(part));
        }
    }

    /** The jar without the entries that start so. */
    private Path without(String prefix) throws IOException {
        Path smaller = Files.createTempFile(folder.getRoot().toPath(), "smaller", ".jar");
        try (ZipFile from = new ZipFile(JAR.toFile());
            ZipOutputStream to = new ZipOutputStream(Files.newOutputStream(smaller))) {
            for (ZipEntry entry : from.stream().filter(each -> !each.getName().startsWith(prefix)).toList()) {
                to.putNextEntry(new ZipEntry(entry.getName()));
                from.getInputStream(entry).transferTo(to);
                to.closeEntry();
            }
        }
        return smaller;
    }

    @Test
    public void the_jar_alone_is_enough_in_an_empty_folder() throws Exception {
        Path alone = Files.copy(JAR, folder.newFolder().toPath().resolve("alone.jar"));
        assertEquals(List.of("2", "2"), lines(alone));
    }

    @Test
    public void as_a_module_it_works_too() throws Exception {
        assertEquals(
            List.of("2", "2"), lines(Path.of("/none"), "-p", JAR.toString(), "--add-modules", "io.luavm"));
    }

    @Test
    public void without_files_in_the_jar_the_library_path_is_searched() throws Exception {
        Path bare = without("natives/");
        assertEquals(List.of("2", "2"), lines(bare, "-Djava.library.path=" + OUT.resolve("lib")));
        says(
            lines(bare, "-Djava.library.path=/none"), "libluavm_jni.so", "linux-x64", "holds no natives/linux-x64/",
            "java.library.path");
    }

    @Test
    public void a_jar_for_another_platform_says_so() throws Exception {
        says(
            lines(JAR, "-Dos.arch=riscv64", "-Djava.library.path=/none"), "linux-riscv64",
            "not built for this platform");
        says(lines(JAR, "-Dos.name=Windows 11", "-Djava.library.path=/none"), "win-x64");
    }

    @Test
    public void a_file_can_be_named() throws Exception {
        File file = OUT.resolve("lib/libluavm_jni.so").toFile();
        assertEquals(List.of("2", "2"), lines(JAR, "-Dio.luavm.library=" + file));
        says(lines(JAR, "-Dio.luavm.library=/none/x.so"), "no file /none/x.so", "io.luavm.library");
    }

    @Test
    public void a_library_of_another_generation_is_refused() throws Exception {
        says(
            lines(JAR, "-Dio.luavm.library=" + System.getProperty("luavm.other")), "these classes are for ABI 1",
            "libluavm_jni is for ABI 2", "libluavm is ABI 1");
    }

    @Test
    public void on_Android_the_jar_is_not_looked_into() throws Exception {
        says(lines(JAR, "-Dmachine=Dalvik", "-Djava.library.path=/none"), "lib/<abi>/");
        assertEquals(
            List.of("2", "2"), lines(JAR, "-Dmachine=Dalvik", "-Djava.library.path=" + OUT.resolve("lib")));
    }

    @Test
    public void a_jar_that_lacks_one_of_its_files_says_which() throws Exception {
        for (String name : List.of("libluavm.so.0", "libluavm_jni.so")) {
            says(
                lines(without("natives/linux-x64/" + name)), "this jar lacks /natives/linux-x64/" + name,
                "use that one", "io.luavm.library");
        }
    }

    @Test
    public void a_folder_that_cannot_be_written_is_named() throws Exception {
        says(lines(JAR, "-Dio.luavm.tmpdir=/none"), "/none", "io.luavm.tmpdir");
    }
}

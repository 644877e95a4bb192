package io.luavm;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The native files in this package's jar. They are written to a new folder that its owner alone may enter, loaded, and
 * deleted: a loaded library needs its file no more, so nothing is left behind however the program ends.
 */
final class NativeFiles {
    static final String FOLDER_PROPERTY = "io.luavm.tmpdir";
    /** By the names that they look for one another by; the one to load comes last. */
    private static final String[] NAMES = {"libluavm.so.0", "libluavm_jni.so"};

    private NativeFiles() {}

    /** Whether any of them is there: a jar that has some and not all is damaged, and load says so. */
    static boolean inJar(String platform) {
        for (String name : NAMES) {
            if (has(platform, name)) {
                return true;
            }
        }
        return false;
    }

    static void load(String platform) {
        for (String name : NAMES) {
            if (!has(platform, name)) {
                throw new UnsatisfiedLinkError("luavm: this jar lacks " + resource(platform, name)
                    + ", so it is not the one that was published; use that one, or set "
                    + NativeLibrary.LIBRARY_PROPERTY + " to the file libluavm_jni.so");
            }
        }
        File folder = new File(System.getProperty(FOLDER_PROPERTY, System.getProperty("java.io.tmpdir")));
        Path own = null;
        try {
            own = Files.createTempDirectory(folder.toPath(), "luavm-"); // 0700, and no name to foresee
            for (String name : NAMES) {
                write(platform, name, own);
            }
            System.load(own.resolve(NAMES[NAMES.length - 1]).toAbsolutePath().toString());
        } catch (IOException | UnsatisfiedLinkError error) {
            throw NativeLibrary.explained("luavm: cannot load the native files for " + platform + " from " + folder
                + ": " + error.getMessage() + "; set " + FOLDER_PROPERTY
                + " to a folder that may be written and executed from", error);
        } finally {
            delete(own);
        }
    }

    private static boolean has(String platform, String name) {
        return NativeFiles.class.getResource(resource(platform, name)) != null;
    }

    private static String resource(String platform, String name) {
        return "/natives/" + platform + "/" + name;
    }

    private static void write(String platform, String name, Path folder) throws IOException {
        try (InputStream from = NativeFiles.class.getResourceAsStream(resource(platform, name))) {
            Files.copy(from, folder.resolve(name));
        }
    }

    private static void delete(Path folder) {
        if (folder == null) {
            return;
        }
        for (String name : NAMES) {
            folder.resolve(name).toFile().delete();
        }
        folder.toFile().delete();
    }
}

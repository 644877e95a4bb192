package io.luavm;

import java.io.File;
import java.util.Locale;

/**
 * Finds and loads libluavm_jni, which brings libluavm with it. One rule applies, the first that fits:
 *
 * <ol>
 *   <li>the system property {@code io.luavm.library} is set: that file, an absolute path;
 *   <li>on Android: {@code System.loadLibrary}, from the application's {@code lib/<abi>/};
 *   <li>this package's jar holds {@code natives/<platform>/}: those files, see {@link NativeFiles};
 *   <li>else {@code System.loadLibrary}, from java.library.path.
 * </ol>
 *
 * A failure is not tried again on another path: which file is used must not depend on which of them is broken.
 */
final class NativeLibrary {
    static final String LIBRARY_PROPERTY = "io.luavm.library";
    private static final String NAME = "luavm_jni";

    private static boolean loaded;
    private static String failure;

    private NativeLibrary() {}

    /** Loads once. Throws an UnsatisfiedLinkError, the same every time, where that is not possible. */
    static synchronized void require() {
        if (loaded) {
            return;
        }
        if (failure != null) {
            throw new UnsatisfiedLinkError(failure);
        }
        try {
            load();
            check();
            loaded = true;
        } catch (UnsatisfiedLinkError error) {
            failure = error.getMessage();
            throw error;
        }
    }

    private static void load() {
        String file = System.getProperty(LIBRARY_PROPERTY);
        if (file != null) {
            loadFile(file);
        } else if (isAndroid()) {
            loadByName("an APK holds it in lib/<abi>/, beside libluavm.so");
        } else if (NativeFiles.inJar(platform())) {
            NativeFiles.load(platform());
        } else {
            loadByName("this jar holds no natives/" + platform()
                + "/; it is not built for this platform, or its native files were left out");
        }
    }

    private static void loadFile(String file) {
        if (!new File(file).isFile()) {
            throw new UnsatisfiedLinkError(
                "luavm: no file " + file + ", which the system property " + LIBRARY_PROPERTY + " names");
        }
        System.load(file);
    }

    private static void loadByName(String hint) {
        try {
            System.loadLibrary(NAME);
        } catch (UnsatisfiedLinkError error) {
            throw explained("luavm: cannot load " + System.mapLibraryName(NAME) + " for " + platform() + ": "
                + error.getMessage() + "; " + hint + "; set java.library.path to its folder, or "
                + LIBRARY_PROPERTY + " to the file", error);
        }
    }

    private static void check() {
        if (Native.compiledAbi() != AbiConstants.LUAVM_ABI_VERSION || Native.loadedAbi() != AbiConstants.LUAVM_ABI_VERSION
            || Native.valuesFormat() != ResultReader.FORMAT) {
            throw new UnsatisfiedLinkError("luavm: these classes are for ABI " + AbiConstants.LUAVM_ABI_VERSION + ", values "
                + ResultReader.FORMAT + "; libluavm_jni is for ABI " + Native.compiledAbi() + ", values "
                + Native.valuesFormat() + "; libluavm is ABI " + Native.loadedAbi() + "; use files of one version");
        }
    }

    static UnsatisfiedLinkError explained(String message, Throwable cause) {
        UnsatisfiedLinkError error = new UnsatisfiedLinkError(message);
        error.initCause(cause);
        return error;
    }

    static boolean isAndroid() {
        return System.getProperty("java.vm.name", "").equals("Dalvik");
    }

    /** System and processor as the folders below natives/ are called, for example linux-x64. */
    static String platform() {
        return system(System.getProperty("os.name", "")) + "-" + processor(System.getProperty("os.arch", ""));
    }

    private static String system(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.startsWith("windows")) {
            return "win";
        }
        return lower.startsWith("mac") ? "osx" : lower.replace(' ', '_');
    }

    private static String processor(String name) {
        return switch (name) {
            case "amd64", "x86_64" -> "x64";
            case "aarch64" -> "arm64";
            default -> name;
        };
    }
}

package tests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.luavm.LuaVmProcess;
import io.luavm.Preset;
import io.luavm.Profile;
import io.luavm.Status;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.Test;

/** Numbers that this package repeats are those of luavm.h. */
public final class HeaderTest {
    private final String header;

    public HeaderTest() throws Exception {
        header = Files.readString(Path.of(System.getProperty("luavm.out"), "include", "luavm.h"));
    }

    /** The members of an enum of the header, without their prefix. */
    private Map<String, Integer> members(String name, String prefix) {
        Matcher body = Pattern.compile("enum " + name + " \\{(.*?)\\n\\};", Pattern.DOTALL).matcher(header);
        assertTrue(body.find());
        Map<String, Integer> found = new TreeMap<>();
        Matcher member = Pattern.compile(prefix + "(\\w+) = (\\d+)").matcher(body.group(1));
        while (member.find()) {
            found.put(member.group(1), Integer.valueOf(member.group(2)));
        }
        return found;
    }

    private static Object hidden(String type, String field) throws Exception {
        Field found = Class.forName("io.luavm." + type).getDeclaredField(field);
        found.setAccessible(true);
        return found.get(null);
    }

    private static int number(Enum<?> constant) throws Exception {
        Field found = constant.getDeclaringClass().getDeclaredField("number");
        found.setAccessible(true);
        return found.getInt(constant);
    }

    @Test
    public void statuses() throws Exception {
        Map<String, Integer> found = new TreeMap<>();
        Method name = Class.forName("io.luavm.Native").getDeclaredMethod("statusName", int.class);
        name.setAccessible(true);
        LuaVmProcess.version(); // loads the library
        for (Status status : Status.values()) {
            found.put(status.name(), status.number());
            assertEquals(name.invoke(null, status.number()), status.toString());
        }
        assertEquals(members("luavm_status_value", "LUAVM_"), found);
    }

    @Test
    public void profiles_and_presets() throws Exception {
        Map<String, Integer> profiles = new TreeMap<>(Map.of("DEFAULT", 0));
        for (Profile profile : Profile.values()) {
            profiles.put(profile.name(), number(profile));
        }
        assertEquals(members("luavm_profile", "LUAVM_PROFILE_"), profiles);
        Map<String, Integer> presets = new TreeMap<>();
        for (Preset preset : Preset.values()) {
            presets.put(preset.name(), number(preset));
        }
        assertEquals(members("luavm_preset", "LUAVM_PRESET_"), presets);
    }

    @Test
    public void operations_of_the_collector() throws Exception {
        Map<String, Integer> found = members("luavm_gc_operation", "LUAVM_GC_");
        for (Map.Entry<String, Integer> operation : found.entrySet()) {
            assertEquals(operation.getValue(), hidden("LuaGc", operation.getKey()));
        }
        assertEquals(6, found.size());
    }

    @Test
    public void flags_and_versions() throws Exception {
        assertTrue(header.contains("#define LUAVM_ABI_VERSION " + hidden("Native", "ABI") + "u"));
        assertTrue(
            header.contains("#define LUAVM_VM_MEMORY_CATCHABLE " + hidden("Native", "VM_MEMORY_CATCHABLE") + "u"));
        assertTrue(
            header.contains("#define LUAVM_EVAL_KEEP_ENVIRONMENT " + hidden("Native", "EVAL_KEEP_ENVIRONMENT") + "u"));
        assertTrue(header.contains("#define LUAVM_FAIL_ONWARD " + hidden("Native", "FAIL_ONWARD") + "u"));
        assertTrue(header.contains("#define LUAVM_VERSION \"" + LuaVmProcess.version() + "\""));
    }

    @Test
    public void types() throws Exception {
        Map<String, Integer> types = members("luavm_type", "LUAVM_");
        int first = (Integer) hidden("ResultReader", "FIRST_KIND");
        for (io.luavm.LuaReference.Kind kind : io.luavm.LuaReference.Kind.values()) {
            assertEquals(types.get(kind.name()), Integer.valueOf(first + kind.ordinal()));
        }
        assertEquals(9, types.size());
    }
}

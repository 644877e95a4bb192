package tests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.luavm.LuaReference;
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
    public void versions() throws Exception {
        assertTrue(header.contains("#define LUAVM_VERSION \"" + LuaVmProcess.version() + "\""));
    }

    @Test
    public void types_of_references() throws Exception {
        Map<String, Integer> types = members("luavm_type", "LUAVM_");
        Method type = LuaReference.Kind.class.getDeclaredMethod("type");
        type.setAccessible(true);
        for (LuaReference.Kind kind : LuaReference.Kind.values()) {
            assertEquals(types.get(kind.name()), type.invoke(kind));
        }
        assertEquals(9, types.size());
    }

    /** What the two sides of JNI agree upon, as the comments of native/ have it. */
    @Test
    public void the_form_of_values() throws Exception {
        String out = Files.readString(Path.of(System.getProperty("luavm.native"), "values_out.h"));
        String in = Files.readString(Path.of(System.getProperty("luavm.native"), "values_in.h"));
        assertTrue(out.contains("#define VALUES_FORMAT " + hidden("ResultReader", "FORMAT") + "\n"));
        assertTrue(out.contains("#define VALUE_REFERENCE " + hidden("ValueReader", "REFERENCE") + "\n"));
        assertTrue(out.contains("#define VALUE_REFERENCE " + hidden("ValueWriter", "REFERENCE") + "\n"));
        assertTrue(out.contains("#define VALUE_OBJECT " + hidden("ValueReader", "OBJECT") + "\n"));
        assertTrue(in.contains("#define VALUE_TAKE " + hidden("ValueWriter", "TAKE") + "\n"));
        assertTrue(in.contains("#define VALUES_HEAD " + hidden("ValueWriter", "HEAD") + "\n"));
        for (String type : new String[] {"ValueReader", "ValueWriter"}) {
            assertTrue(out.contains("ITEMS_INTEGERS = " + hidden(type, "INTEGERS") + ","));
            assertTrue(out.contains("ITEMS_NUMBERS = " + hidden(type, "NUMBERS") + " "));
        }
    }
}

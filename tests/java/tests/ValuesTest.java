package tests;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertThrows;

import io.luavm.EvalOptions;
import io.luavm.LuaReference;
import io.luavm.LuaResult;
import io.luavm.LuaVm;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.Test;

public final class ValuesTest extends Fixture {
    @Test
    public void no_value_is_null() {
        assertNull(vm.eval("local x = 1"));
        assertEquals(List.of(), vm.run("local x = 1").values());
    }

    @Test
    public void of_several_values_eval_gives_the_first_and_run_all() {
        assertEquals(1L, vm.eval("return 1, 'two', nil, true"));
        assertEquals(Arrays.asList(1L, "two", null, true), vm.run("return 1, 'two', nil, true").values());
    }

    @Test
    public void integers_keep_all_64_bits() {
        assertEquals(
            List.of(Long.MAX_VALUE, Long.MIN_VALUE, -1L, 0L, (1L << 53) + 1),
            vm.run("return math.maxinteger, math.mininteger, -1, 0, (1 << 53) + 1").values());
    }

    @Test
    public void doubles_keep_every_bit_and_whole_ones_stay_doubles() {
        assertEquals(
            List.of(1.0, 0.1, -0.0, Double.POSITIVE_INFINITY, Double.MIN_VALUE, Double.MAX_VALUE, Math.PI),
            vm.run("return 1.0, 0.1, -0.0, 1/0, 0x0.0000000000001p-1022, 0x1.fffffffffffffp+1023, math.pi").values());
        assertEquals(Double.NaN, vm.eval("return 0/0"));
    }

    @Test
    public void text_is_String() {
        assertEquals(
            List.of("grüße", "", "日本", "\uD83D\uDE00", "a\0b", "\uFFFD"),
            vm.run("return 'grüße', '', '日本', '\\u{1F600}', 'a\\0b', '\\u{FFFD}'").values());
    }

    @Test
    public void what_is_not_UTF8_is_bytes() {
        assertArrayEquals(new byte[] {(byte) 0xFF}, (byte[]) vm.eval("return '\\xff'"));
        assertArrayEquals(new byte[] {'a', (byte) 0x80, 0}, (byte[]) vm.eval("return 'a\\x80\\0'"));
        assertArrayEquals(new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80}, (byte[]) vm.eval("return '\\u{D800}'"));
        assertEquals(6, ((byte[]) vm.eval("return '\\u{7FFFFFFF}'")).length);
        assertArrayEquals(new byte[] {(byte) 0xC0, (byte) 0x80}, (byte[]) vm.eval("return '\\xC0\\x80'"));
    }

    @Test
    public void a_string_can_be_had_as_bytes_whatever_it_is() {
        LuaResult result = vm.run("return 'é', '\\xff', 1");
        assertArrayEquals("é".getBytes(StandardCharsets.UTF_8), result.bytes(0));
        assertArrayEquals(new byte[] {(byte) 0xFF}, result.bytes(1));
        assertThrows(ClassCastException.class, () -> result.bytes(2));
    }

    @Test
    public void all_256_bytes_arrive() {
        byte[] expected = new byte[256];
        for (int i = 0; i < 256; i++) {
            expected[i] = (byte) i;
        }
        assertArrayEquals(
            expected, (byte[]) vm.eval("local s = '' for i = 0, 255 do s = s .. string.char(i) end return s"));
    }

    @Test
    public void a_source_may_be_bytes() {
        byte[] source = {'r', 'e', 't', 'u', 'r', 'n', ' ', '#', '\'', (byte) 0xFF, 0, '\''};
        assertEquals(2L, vm.eval(source, EvalOptions.DEFAULT));
    }

    @Test
    public void a_megabyte_of_text_arrives() {
        assertEquals("abcd".repeat(1 << 18), vm.eval("return ('abcd'):rep(1 << 18)"));
    }

    @Test
    public void a_hundred_thousand_integers_arrive() {
        List<Long> expected = LongStream.rangeClosed(1, 100_000).boxed().toList();
        assertEquals(expected, vm.eval("local t = {} for i = 1, 100000 do t[i] = i end return t"));
    }

    @Test
    public void what_has_no_form_outside_is_a_reference() {
        List<Object> found = vm.run("return print, coroutine.create(print)").values();
        assertEquals(LuaReference.Kind.FUNCTION, ((LuaReference) found.get(0)).kind());
        assertEquals(LuaReference.Kind.COROUTINE, ((LuaReference) found.get(1)).kind());
        assertEquals(true, vm.load("return print == (...)").call(found.get(0)));
        try (LuaVm trusted = LuaVm.builder().profile(io.luavm.Profile.TRUSTED).build()) {
            LuaReference file = (LuaReference) trusted.eval("return io.stdout");
            assertEquals(LuaReference.Kind.USERDATA, file.kind());
        }
    }

    @Test
    public void values_outlive_their_VM() {
        Object found = vm.eval("return {1, 'two', {3}}");
        vm.close();
        assertEquals(List.of(1L, "two", List.of(3L)), found);
    }
}

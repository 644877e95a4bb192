package tests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.luavm.*;
import org.junit.Test;

/** Policies, and VMs made with them. */
public final class PoliciesTest {
    @Test
    public void a_VM_has_the_limits_and_libraries_of_its_policy() {
        try (LuaPolicy policy = new LuaPolicy("{\"version\": 1, \"limits\": {\"fuel\": 1000}, \"libraries\": [\"string\"]}");
            LuaVm vm = LuaVm.builder().policy(policy).build()) {
            assertThrows(FuelException.class, () -> vm.eval("while true do end"));
            assertEquals(true, vm.eval("return string ~= nil and table == nil"));
        }
    }

    @Test
    public void a_VM_outlives_its_policy_and_a_closed_policy_is_refused() {
        LuaPolicy policy = new LuaPolicy("{\"version\": 1}");
        try (LuaVm vm = LuaVm.builder().policy(policy).build()) {
            policy.close();
            policy.close();
            assertEquals(1L, vm.eval("return 1"));
            assertThrows(ClosedException.class, () -> LuaVm.builder().policy(policy).build());
        }
    }

    @Test
    public void what_is_wrong_in_a_document_is_named_with_its_place() {
        LuaSyntaxException error =
            assertThrows(LuaSyntaxException.class, () -> new LuaPolicy("{\n \"limit\": 1}", "web.json"));
        assertTrue(error.getMessage(), error.getMessage().contains("web.json") && error.getMessage().contains("2"));
    }

    @Test
    public void a_preset_is_a_policy_and_an_unknown_one_is_refused() {
        new LuaPolicy(LuaPolicy.show("standard")).close();
        assertTrue(LuaPolicy.show("schema").contains("$schema"));
        assertThrows(ArgumentException.class, () -> LuaPolicy.show("none"));
    }

    @Test
    public void a_group_that_cannot_be_is_refused() {
        assertThrows(ArgumentException.class, () -> LuaVm.builder().group("a b").build());
        try (LuaVm vm = LuaVm.builder().group("java/ada").build()) {
            assertEquals(1L, vm.eval("return 1"));
        }
    }
}

using LuaVm.Core;
using LuaVm.Exports;

namespace LuaVm.Tests.Exports;

internal sealed unsafe class EnvelopeTests
{
    [Test]
    public void A_wrong_size_names_both()
    {
        var fault = Assert.Throws<LuaFault>(() => Envelope.CheckSize(12, 64, "luavm_x"));
        Assert.That(fault!.Message, Does.Contain("luavm_x.struct_size is 12").And.Contains("64"));
        Assert.DoesNotThrow(() => Envelope.CheckSize(64, 64, "luavm_x"));
    }

    [Test]
    public void A_struct_that_has_grown_is_read_at_both_sizes_alone()
    {
        var given = new AbiConfig { StructSize = AbiConfig.FirstSize, VmCap = 7, HttpCap = 3 };
        var read = Envelope.Grown(&given, AbiConfig.FirstSize, "luavm_x");
        Assert.That((read.VmCap, read.HttpCap), Is.EqualTo((7u, 0u)));
        given.StructSize = (uint)sizeof(AbiConfig);
        Assert.That(Envelope.Grown(&given, AbiConfig.FirstSize, "luavm_x").HttpCap, Is.EqualTo(3));
        Assert.Throws<LuaFault>(static () =>
        {
            var other = new AbiConfig { StructSize = AbiConfig.FirstSize + 8 };
            Envelope.Grown(&other, AbiConfig.FirstSize, "luavm_x");
        });
    }

    [Test]
    public void Unknown_flag_bits_are_named()
    {
        var fault = Assert.Throws<LuaFault>(() => Envelope.CheckFlags(0x15, 1, "luavm_x"));
        Assert.That(fault!.Message, Does.Contain("0x14"));
        Assert.DoesNotThrow(() => Envelope.CheckFlags(1, 1, "luavm_x"));
    }

    [Test]
    public void Null_is_empty_and_nothing_else()
    {
        Assert.DoesNotThrow(() => Envelope.CheckBytes(null, 0, 10, "source"));
        Assert.Throws<LuaFault>(() => Envelope.CheckBytes(null, 1, 10, "source"));
        Assert.Throws<LuaFault>(() => Envelope.CheckBytes((void*)8, 11, 10, "source"));
    }
}

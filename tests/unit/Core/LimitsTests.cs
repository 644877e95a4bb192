using LuaVm.Core;

namespace LuaVm.Tests.Core;

internal sealed class LimitsTests
{
    private const ulong Mebi = 1UL << 20;

    [TestCase(Preset.Default, 16 * Mebi, 12 * Mebi, 5_000UL)]
    [TestCase(Preset.Embedded, Mebi, 768UL << 10, 1_000UL)]
    [TestCase(Preset.Production, 10 * Mebi, 8 * Mebi, 5_000UL)]
    [TestCase(Preset.Development, 100 * Mebi, 80 * Mebi, 60_000UL)]
    public void A_preset_has_the_documented_limits(Preset preset, ulong memory, ulong soft, ulong wallMs)
    {
        var limits = Limits.Of(preset);
        Assert.That((limits.MemoryBytes, limits.MemorySoftBytes, limits.WallMs), Is.EqualTo((memory, soft, wallMs)));
    }

    [Test]
    public void What_is_given_goes_before_the_preset()
    {
        var limits = new Limits { MemoryBytes = Mebi, Fuel = 5 }.Over(Limits.Of(Preset.Default));
        Assert.That(limits.MemoryBytes, Is.EqualTo(Mebi));
        Assert.That(limits.MemorySoftBytes, Is.EqualTo(Mebi / 4 * 3));
        Assert.That(limits.Fuel, Is.EqualTo(5));
        Assert.That(limits.WallMs, Is.EqualTo(5_000));
    }

    [Test]
    public void Too_little_memory_names_the_least()
    {
        var fault = Assert.Throws<LuaFault>(() => new Limits { MemoryBytes = 100 }.Over(Limits.Of(Preset.Default)));
        Assert.That(fault!.Status, Is.EqualTo(Status.Argument));
        Assert.That(fault.Message, Does.Contain("100 bytes").And.Contains("64 KiB"));
    }

    [Test]
    public void A_soft_limit_above_the_hard_one_is_refused()
    {
        var limits = new Limits { MemoryBytes = Mebi, MemorySoftBytes = 2 * Mebi };
        var fault = Assert.Throws<LuaFault>(() => limits.Over(Limits.Of(Preset.Default)));
        Assert.That(fault!.Message, Does.Contain("2 MiB").And.Contains("1 MiB"));
    }

    [TestCase((Profile)9)]
    [TestCase((Profile)5)]
    public void An_unknown_profile_is_an_argument_fault(Profile profile)
    {
        var fault = Assert.Throws<LuaFault>(() => Vm.Create(1, new VmOptions { Profile = profile }));
        Assert.That(fault!.Status, Is.EqualTo(Status.Argument));
    }

    [Test]
    public void An_unknown_preset_is_an_argument_fault()
    {
        var fault = Assert.Throws<LuaFault>(() => Vm.Create(1, new VmOptions { Preset = (Preset)4 }));
        Assert.That(fault!.Status, Is.EqualTo(Status.Argument));
    }

    [Test]
    public void The_redis_profile_is_not_in_this_version()
    {
        var fault = Assert.Throws<LuaFault>(() => Vm.Create(1, new VmOptions { Profile = Profile.Redis }));
        Assert.That(fault!.Status, Is.EqualTo(Status.Unsupported));
    }
}

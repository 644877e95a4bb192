namespace LuaVm.Client.Tests;

/// <summary>Limits that VMs share.</summary>
[NonParallelizable]
public sealed class QuotaTests
{
    [Test]
    public void A_group_caps_its_VMs_and_counts_them()
    {
        QuotaGroups.Set("csharp/cap", new QuotaLimits { VmCap = 1 });
        using (new Vm(new VmOptions { Group = "csharp/cap" }))
        {
            Assert.That(() => new Vm(new VmOptions { Group = "csharp/cap" }), Throws.TypeOf<QuotaException>());
            Assert.That(QuotaGroups.Read("csharp/cap") is { VmCap: 1, VmCount: 1, RefusedCount: 1 }, Is.True);
            Assert.That(QuotaGroups.Read("csharp").VmCount, Is.EqualTo(1));
            Assert.That(() => QuotaGroups.Remove("csharp/cap"), Throws.TypeOf<BusyException>());
        }
        Assert.That(QuotaGroups.Read("csharp/cap").VmCount, Is.Zero);
        QuotaGroups.Remove("csharp/cap");
        QuotaGroups.Remove("csharp");
        Assert.That(() => QuotaGroups.Read("csharp"),
                    Throws.TypeOf<InvalidArgumentException>().With.Message.Contains("\"csharp\""));
    }

    [Test]
    public void Two_VMs_share_the_memory_of_their_group()
    {
        QuotaGroups.Set("csharp-memory", new QuotaLimits { MemoryLimit = 16 << 20 });
        using (var one = new Vm(new VmOptions { Group = "csharp-memory", MemoryLimit = 64 << 20 }))
        using (var two = new Vm(new VmOptions { Group = "csharp-memory", MemoryLimit = 64 << 20 }))
        {
            one.Eval("kept = ('x'):rep(7 << 20)", new EvalOptions { KeepGlobals = true }).Dispose();
            Assert.That(() => two.Eval("return #('x'):rep(7 << 20)"), Throws.TypeOf<QuotaException>());
            Assert.That(QuotaGroups.Read("csharp-memory").MemoryLimitBytes, Is.EqualTo(16 << 20));
        }
        QuotaGroups.Remove("csharp-memory");
    }

    [Test]
    public void Impossible_groups_are_refused()
    {
        Assert.That(() => QuotaGroups.Set("a//b", new QuotaLimits()), Throws.TypeOf<InvalidArgumentException>());
        Assert.That(() => new Vm(new VmOptions { Group = "a b" }), Throws.TypeOf<InvalidArgumentException>());
        Assert.That(() => QuotaGroups.Set("a", new QuotaLimits { MemoryLimit = 0 }),
                    Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => QuotaGroups.Remove("none"), Throws.TypeOf<InvalidArgumentException>());
    }
}

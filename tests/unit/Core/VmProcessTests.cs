using LuaVm.Core;

namespace LuaVm.Tests.Core;

internal sealed class VmProcessTests
{
    [TearDown]
    public void Restore() => VmProcess.Configure(0, 0);

    [Test]
    public void The_cap_names_itself_and_a_freed_vm_makes_room()
    {
        VmProcess.Configure((uint)VmProcess.VmCount + 2, 0);
        var first = Scripts.Open();
        var second = Scripts.Open();
        var fault = Assert.Throws<LuaFault>(() => Scripts.Open());
        Assert.That(fault!.Status, Is.EqualTo(Status.Quota));
        Assert.That(fault.Message, Does.Contain($"VM cap of {VmProcess.VmCap}"));
        first.Free();
        Scripts.Open().Free();
        second.Free();
    }

    [Test]
    public void A_memory_quota_stops_scripts_and_new_vms()
    {
        var vm = Scripts.Open();
        VmProcess.Configure(0, VmProcess.Memory().Used + (1 << 20));
        var outcome = vm.Run("local t = {} for i = 1, 1e9 do t[i] = ('x'):rep(1000) .. i end");
        Assert.That(outcome.Status, Is.EqualTo(Status.Quota));
        Assert.That(outcome.Message, Does.Contain("process memory quota"));
        VmProcess.Configure(0, 1);
        Assert.That(Assert.Throws<LuaFault>(() => Scripts.Open())!.Status, Is.EqualTo(Status.Quota));
        VmProcess.Configure(0, 0);
        vm.AssertAnswers();
        vm.Free();
    }

    [Test]
    public void A_cap_beyond_the_table_is_refused()
    {
        var fault = Assert.Throws<LuaFault>(() => VmProcess.Configure(65_536, 0));
        Assert.That(fault!.Status, Is.EqualTo(Status.Argument));
    }

    [Test]
    public void Counters_count_evals_and_kills()
    {
        var vm = Scripts.Open();
        var (evals, kills) = (VmProcess.EvalTotal, VmProcess.KillTotal);
        vm.Run("return 1");
        vm.Run("while true do end", new Limits { Fuel = 100 });
        Assert.That((VmProcess.EvalTotal - evals, VmProcess.KillTotal - kills), Is.EqualTo((2UL, 1UL)));
        vm.Free();
    }
}

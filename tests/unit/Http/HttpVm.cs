using LuaVm.Core;
using LuaVm.Core.Json;
using LuaVm.Http;

namespace LuaVm.Tests.Http;

/// <summary>VMs whose scripts may ask this machine.</summary>
internal static class HttpVm
{
    internal static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Any host and port at 127.0.0.1.</summary>
    internal static HttpRules Rules { get; } = new() { Reach = Reach(["127.0.0.1"]) };

    internal static ReachRules Reach(string[] allowed, string? caFile = null) => new()
    {
        Hosts = [new HostRule("*", Enumerable.Range(1, 65_535), [])],
        Addresses = new AddressRules(allowed.Select(static text => AddressRules.TryParse(text, out var range) ? range : throw new FormatException(text)), []),
        CaFile = caFile,
    };

    internal static Vm Open(HttpRules? rules = null, INetwork? network = null, Limits limits = default) =>
        Vm.Create(Scripts.NextHandle(), new VmOptions
        {
            Services = [new HttpService(rules ?? Rules, network), JsonService.Instance],
            Limits = limits == default ? new Limits { WallMs = 120_000, MemoryBytes = 64 << 20 } : limits,
        });

    /// <summary>Runs a script in a VM of its own, and sees that nothing is left of it.</summary>
    internal static Outcome Run(string script, HttpRules? rules = null, INetwork? network = null, Limits limits = default)
    {
        AssertIdle();
        var held = VmProcess.Memory().Used;
        var vm = Open(rules, network, limits);
        var outcome = vm.Run(script);
        vm.AssertAnswers();
        vm.Free();
        AssertIdle();
        Assert.That(VmProcess.Memory().Used, Is.EqualTo(held));
        return outcome;
    }

    internal static Task<Outcome> Start(this Vm vm, string script) =>
        Task.Factory.StartNew(() => vm.Run(script), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>What has been broken off gives up its place on the thread pool.</summary>
    internal static void AssertIdle() =>
        Assert.That(SpinWait.SpinUntil(static () => RequestLine.UnderWay == 0 && RequestLine.Waiting == 0, Patience), "a request keeps its place");

    internal static void AssertCompletes(Task task) => Assert.That(task.Wait(Patience), "it did not come");
}

using System.Text;
using LuaVm.Core;
using LuaVm.Interop;

namespace LuaVm.Tests;

/// <summary>What came of a script, copied out of its block.</summary>
internal sealed record Outcome(Status Status, string Message, string Traceback, long? Integer, LuaUsage Usage, string? Text = null);

/// <summary>VMs and evals in one line.</summary>
internal static unsafe class Scripts
{
    private static long s_handle;

    internal static Vm Open(Limits limits = default, Profile profile = Profile.Standard) =>
        Vm.Create(NextHandle(), new VmOptions { Limits = limits, Profile = profile });

    internal static ulong NextHandle() => (ulong)Interlocked.Increment(ref s_handle);

    /// <param name="vm">Where.</param>
    /// <param name="source">The script.</param>
    /// <param name="limits">Of this run.</param>
    /// <param name="keep">With the globals that last.</param>
    internal static Outcome Run(this Vm vm, string source, Limits limits = default, bool keep = false)
    {
        var text = Encoding.UTF8.GetBytes(source);
        LuaResult* result;
        Status status;
        fixed (byte* bytes = text, name = "@test\0"u8)
        {
            status = vm.Eval(bytes, (nuint)text.Length, name, new EvalOptions { Limits = limits, KeepEnvironment = keep }, out result);
        }
        if (result == null) return new Outcome(status, "", "", null, default);
        long? integer = result->ValueCount > 0 && result->Values[0].Type == LuaType.Integer
            ? result->Values[0].Integer : null;
        var outcome = new Outcome(status, Encoding.UTF8.GetString(result->Message.Span),
            Encoding.UTF8.GetString(result->Traceback.Span), integer, result->Usage,
            result->ValueCount > 0 && result->Values[0].Type == LuaType.Bytes
                ? Encoding.UTF8.GetString(result->Values[0].Bytes->Span) : null);
        Assert.That(NativeMethods.shim_block_free(result, 1), Is.EqualTo(1));
        return outcome;
    }

    internal static void AssertAnswers(this Vm vm) => Assert.That(vm.Run("return 1 + 1").Integer, Is.EqualTo(2));

    /// <summary>Starts an endless script and returns once it runs.</summary>
    internal static Task<Outcome> StartEndless(this Vm vm)
    {
        var epoch = vm.Clock.Epoch;
        var task = Task.Factory.StartNew(() => vm.Run("while true do local t = {} end"), CancellationToken.None,
            TaskCreationOptions.LongRunning, TaskScheduler.Default);
        // A cycle of the collector can only have come from the script.
        SpinWait.SpinUntil(() => vm.Clock.Epoch > epoch && vm.Memory().GcCount > 0);
        return task;
    }
}

using System.CommandLine;
using System.Runtime.InteropServices;
using LuaVm.Core;
using LuaVm.Interop;
using LuaVm.Policies;

namespace LuaVm.Cli;

/// <summary>Runs one source and reports on it.</summary>
internal static unsafe class Script
{
    private static int s_interrupted;

    /// <param name="parsed">The command line.</param>
    /// <param name="options">What it may say.</param>
    /// <param name="read">Gives the source; may throw <see cref="LuaFault"/>.</param>
    /// <param name="name">Chunk name.</param>
    /// <param name="expressions">Try "return SOURCE" where SOURCE alone is not a program.</param>
    internal static int Run(ParseResult parsed, ScriptOptions options, Func<byte[]> read, string name,
        bool expressions = false)
    {
        var json = options.Json(parsed);
        using var output = Console.OpenStandardOutput();
        var report = json ? (IReport)new JsonReport(output) : new TextReport(output, options.Quiet(parsed));
        Vm? vm = null;
        Policy? policy = null;
        try
        {
            var source = read();
            vm = Vm.Create(1, options.Read(parsed, out policy));
            using var onInterrupt = Handle(PosixSignal.SIGINT, vm);
            using var onTerminate = Handle(PosixSignal.SIGTERM, vm);
            LuaResult* result;
            Status status;
            using (json ? new StandardOutput() : null)
            {
                status = Eval(vm, source, name, echo: !json, out result);
                if (status == Status.Syntax && expressions) status = Retry(vm, source, name, !json, ref result);
            }
            if (result == null) throw new LuaFault(status, Refusal.Message(status));
            Vm.CheckEcho();
            report.Write(status, *result, vm.Limits);
            return ExitCode.Of(status);
        }
        catch (LuaFault fault)
        {
            report.Write(fault);
            return ExitCode.Of(fault.Status);
        }
        finally
        {
            vm?.Free();
            policy?.Dispose();
        }
    }

    private static PosixSignalRegistration Handle(PosixSignal signal, Vm vm) =>
        PosixSignalRegistration.Create(signal, context =>
        {
            // A trusted script inside a system call does not notice; the second signal ends the process.
            context.Cancel = Interlocked.Exchange(ref s_interrupted, 1) == 0;
            vm.Interrupt();
        });

    private static Status Eval(Vm vm, byte[] source, string name, bool echo, out LuaResult* result)
    {
        // The command's scripts see one environment, the one that trusted libraries know as _G too.
        var options = new EvalOptions { KeepEnvironment = true, Echo = echo };
        return new Source(source, name).Eval(vm, options, out result);
    }

    private static Status Retry(Vm vm, byte[] source, string name, bool echo, ref LuaResult* result)
    {
        var status = Eval(vm, [.. "return "u8, .. source], name, echo, out var second);
        if (status == Status.Syntax || second == null) return Status.Syntax;
        result = second;
        return status;
    }
}

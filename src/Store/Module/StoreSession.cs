using LuaVm.Core;
using LuaVm.Core.Services;
using LuaVm.Interop;
using LuaVm.Store.Encoding;

namespace LuaVm.Store.Module;

/// <summary>What the module knows of one VM: its transaction, its buffers. Used on the VM's thread.</summary>
internal sealed class StoreSession(ServiceHost host, IReadOnlyDictionary<string, StoreSource> sources)
{
    /// <summary>How often a transaction is tried where others are quicker: a slow machine among fast ones needs many.</summary>
    internal const int Attempts = 100;

    private readonly byte[] _key = new byte[KeyCodec.Maximum];
    private readonly SessionBuffer _buffer = new(host);
    private CancellationTokenSource _abort = new();

    public ServiceHost Host => host;

    /// <summary>The transaction that the script is in, or null.</summary>
    public TransactionScope? Scope { get; private set; }

    /// <summary>Counts what makes entries read ahead worthless.</summary>
    public long Version { get; set; }

    /// <summary>Counts states of scripts: what an older one held has been given back with it.</summary>
    public long Epoch { get; private set; }

    /// <summary>What aborts a wait; made anew once it has.</summary>
    public CancellationTokenSource Abort => _abort.IsCancellationRequested ? _abort = new() : _abort;

    /// <summary>store.open(name)</summary>
    public void Open(ref ServiceCall call)
    {
        var name = call.Text(0, "name");
        if (!sources.TryGetValue(name, out var source))
        {
            throw new LuaFault(Status.Sandbox, $"{call.Name}: the policy has no store of the name '{Shortened(name)}'");
        }
        var table = source.Opened ?? Wait(source.Open(Abort.Token));
        call.ReturnObject(StoreModule.Class, new StoreObject(this, table, source.Options.ReadOnly));
    }

    /// <summary>store.transaction(fn)</summary>
    public void Transact(ref ServiceCall call) => Transact(ref call, call.Function(0, "function"), []);

    /// <summary>Runs a function within a transaction; where others were quicker, again.</summary>
    public unsafe void Transact(ref ServiceCall call, ulong function, scoped ReadOnlySpan<LuaValue> arguments)
    {
        if (Scope is not null) throw new LuaFault(Status.Runtime, "a transaction cannot be within another one");
        for (var attempt = 1; ; attempt++)
        {
            if (attempt > 1) Yield(attempt);
            var scope = Scope = new TransactionScope(this);
            LuaResult* result = null;
            try
            {
                var status = host.Run(function, arguments, out result);
                Version++;
                if (status == Status.Ok && !scope.Commit())
                {
                    if (attempt < Attempts) continue;
                    throw new LuaFault(Status.Runtime,
                        $"others wrote what the transaction used, {Attempts} times in a row; try again later");
                }
                Answer(ref call, status, ref result);
                return;
            }
            finally
            {
                scope.Rollback();
                Scope = null;
                Version++;
                if (result != null) VmProcess.FreeResult(result);
            }
        }
    }

    public ReadOnlySpan<byte> Key(in LuaValue key) => KeyCodec.Write(key, _key);

    /// <summary>A value that is not nil, in so many bytes at most. Throws <see cref="LuaFault"/>.</summary>
    public byte[] Encode(in LuaValue value, int most)
    {
        try
        {
            ValueWriter.Write(_buffer, value, most);
            return _buffer.Written.ToArray();
        }
        finally
        {
            _buffer.Reset();
        }
    }

    public T Wait<T>(ValueTask<T> task) => task.IsCompleted ? task.GetAwaiter().GetResult() : host.Await(task.AsTask(), _abort);

    public void Wait(ValueTask task)
    {
        if (task.IsCompleted) task.GetAwaiter().GetResult();
        else host.Await(task.AsTask(), _abort);
    }

    /// <summary>Others were quicker: keeps out of their way for a while, longer each time.</summary>
    public void Yield(int attempt)
    {
        const int LongestMs = 256;
        var most = attempt > 8 ? LongestMs : 1 << attempt;
        var abort = Abort;
        host.Await(Task.Delay(Random.Shared.Next(most), abort.Token), abort);
    }

    /// <summary>Waits for something that is of no use to anybody once the VM has been stopped.</summary>
    public T WaitOrDispose<T>(ValueTask<T> task)
        where T : IDisposable
    {
        if (task.IsCompleted) return task.GetAwaiter().GetResult();
        var pending = task.AsTask();
        try
        {
            return host.Await(pending, _abort);
        }
        catch (ServiceStopped)
        {
            _ = pending.ContinueWith(static late => late.Result.Dispose(), CancellationToken.None,
                TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
            throw;
        }
    }

    /// <summary>The state of scripts is gone.</summary>
    public void Reset()
    {
        Epoch++;
        Scope?.Rollback();
        Scope = null;
        _abort.Cancel();
    }

    private static unsafe void Answer(ref ServiceCall call, Status status, ref LuaResult* result)
    {
        if (status is not (Status.Ok or Status.Runtime or Status.Sandbox)) throw new ServiceStopped();
        var taken = result;
        result = null;
        if (status == Status.Ok) call.ReturnResult(taken);
        else call.RaiseResult(taken);
    }

    private static string Shortened(string name)
    {
        const int Most = 64;
        var text = name.Length <= Most ? name : name[..Most] + "...";
        return new string([.. text.Select(static c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c)]);
    }
}

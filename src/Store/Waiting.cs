namespace LuaVm.Store;

/// <summary>Waiting on the thread of a host, which nothing stops: backends give up by their own timeouts.</summary>
internal static class Waiting
{
    public static T For<T>(ValueTask<T> task) =>
        task.IsCompleted ? task.GetAwaiter().GetResult() : task.AsTask().GetAwaiter().GetResult();
}

using System.Net.Sockets;
using LuaVm.Core;

namespace LuaVm.Http;

/// <summary>What the framework throws, as a status and a message of our own: its messages are left out of the library.</summary>
internal static class NetworkFailure
{
    internal const string NotHttp = "its answer is not HTTP";

    /// <summary>The fault to be thrown in place of an exception.</summary>
    internal static Exception Of(Exception exception, HttpTarget target, Deadline deadline)
    {
        if (Inner<LuaFault>(exception) is { } fault) return fault;
        if (deadline.IsOver) return deadline.Over(target);
        if (deadline.Token.IsCancellationRequested) return new OperationCanceledException(deadline.Token);
        return exception is HttpRequestException or IOException or SocketException or InvalidDataException
            ? new LuaFault(Status.Network, $"{target.Host}: {Describe(exception)}")
            : exception;
    }

    private static string Describe(Exception exception) => (exception as HttpRequestException)?.HttpRequestError switch
    {
        HttpRequestError.ConfigurationLimitExceeded => "the header fields of its answer are too long",
        HttpRequestError.InvalidResponse or HttpRequestError.HttpProtocolError => NotHttp,
        HttpRequestError.ResponseEnded => "it broke off",
        _ => exception is HttpIOException { HttpRequestError: HttpRequestError.InvalidResponse } ? NotHttp : "the connection broke off",
    };

    private static T? Inner<T>(Exception? exception)
        where T : Exception
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is T found) return found;
        }
        return null;
    }
}

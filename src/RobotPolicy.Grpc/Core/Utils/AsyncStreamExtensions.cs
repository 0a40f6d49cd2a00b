namespace Grpc.Core.Utils;

/// <summary>Whole streams at once.</summary>
public static class AsyncStreamExtensions
{
    /// <summary>Awaits the action for each message until the stream ends.</summary>
    public static async Task ForEachAsync<T>(this IAsyncStreamReader<T> streamReader, Func<T, Task> asyncAction)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(streamReader);
        ArgumentNullException.ThrowIfNull(asyncAction);
        while (await streamReader.MoveNext(CancellationToken.None).ConfigureAwait(false))
            await asyncAction(streamReader.Current).ConfigureAwait(false);
    }

    /// <summary>Reads until the stream ends. For streams that are known to be short: the list is not limited.</summary>
    public static async Task<List<T>> ToListAsync<T>(this IAsyncStreamReader<T> streamReader)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(streamReader);
        var result = new List<T>();
        while (await streamReader.MoveNext(CancellationToken.None).ConfigureAwait(false))
            result.Add(streamReader.Current);
        return result;
    }

    /// <summary>Writes all elements, then completes the stream unless told not to.</summary>
    public static async Task WriteAllAsync<T>(this IClientStreamWriter<T> streamWriter, IEnumerable<T> elements, bool complete = true)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(streamWriter);
        ArgumentNullException.ThrowIfNull(elements);
        foreach (var element in elements)
            await streamWriter.WriteAsync(element).ConfigureAwait(false);
        if (complete)
            await streamWriter.CompleteAsync().ConfigureAwait(false);
    }

    /// <summary>Writes all elements.</summary>
    public static async Task WriteAllAsync<T>(this IServerStreamWriter<T> streamWriter, IEnumerable<T> elements)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(streamWriter);
        ArgumentNullException.ThrowIfNull(elements);
        foreach (var element in elements)
            await streamWriter.WriteAsync(element).ConfigureAwait(false);
    }
}

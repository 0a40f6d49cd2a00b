using System.Runtime.ExceptionServices;
using RobotPolicy.Control.Model;

namespace RobotPolicy.Control.Inferences;

/// <summary>Several that see every answer, one after the other. One that throws keeps it from none of the others. The inferring thread.</summary>
/// <param name="sinks">Who sees it, in this order.</param>
public sealed class InferenceSinks(params IReadOnlyList<IInferenceSink> sinks) : IInferenceSink
{
    private readonly IInferenceSink[] _sinks = [.. sinks];

    /// <summary>Those that are there as one; <see langword="null"/> where none is.</summary>
    /// <param name="sinks">Who sees it, in this order.</param>
    public static IInferenceSink? Of(params ReadOnlySpan<IInferenceSink?> sinks)
    {
        var some = new List<IInferenceSink>(sinks.Length);
        foreach (var sink in sinks)
            if (sink is not null)
                some.Add(sink);
        return some.Count switch
        {
            0 => null,
            1 => some[0],
            _ => new InferenceSinks(some),
        };
    }

    /// <inheritdoc/>
    /// <exception cref="Exception">What was thrown last; the others have seen the answer.</exception>
    public void OnServed(InferenceResult result, PolicyInsight insight)
    {
        ExceptionDispatchInfo? thrown = null;
        foreach (var sink in _sinks)
        {
            try
            {
                sink.OnServed(result, insight);
            }
            catch (Exception exception)
            {
                thrown = ExceptionDispatchInfo.Capture(exception);
            }
        }

        thrown?.Throw();
    }
}

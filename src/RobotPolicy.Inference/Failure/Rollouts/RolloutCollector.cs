using RobotPolicy.Control.Inferences;
using RobotPolicy.Control.Model;

namespace RobotPolicy.Inference.Failure.Rollouts;

/// <summary>
/// Keeps the policy calls of the running episode in memory until somebody says how it came out. <see cref="OnServed"/> is called by the
/// inferring thread and allocates nothing; the rest by any thread. One per loaded policy, since the sizes are the policy's.
/// </summary>
public sealed class RolloutCollector : IInferenceSink
{
    /// <summary>Most calls that are kept where nothing else is said.</summary>
    public const int DefaultMaxCalls = 1024;

    /// <summary>Most memory that calls take where nothing else is said, in bytes.</summary>
    public const long DefaultMaxBytes = 256L << 20;

    private readonly Lock _gate = new();
    private readonly PolicyInsight _sizes;
    private readonly int _horizon;
    private readonly int _jointCount;
    private readonly int _capacity;
    private Calls _calls;
    private long _takenEpoch = long.MinValue;

    /// <summary>Allocates memory for one episode.</summary>
    /// <param name="sizes">The policy's <see cref="IPolicy.Insight"/>, for its sizes.</param>
    /// <param name="horizon">Actions in a chunk.</param>
    /// <param name="jointCount">Joints of the robot.</param>
    /// <param name="maxCalls">Most calls that are kept; later ones are counted.</param>
    /// <param name="maxBytes">Most memory that calls take; allows for at least one call.</param>
    public RolloutCollector(PolicyInsight sizes, int horizon, int jointCount, int maxCalls = DefaultMaxCalls, long maxBytes = DefaultMaxBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(horizon);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(jointCount);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxCalls);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxCalls, RolloutFile.MaxCalls);
        (_sizes, _horizon, _jointCount) = (sizes, horizon, jointCount);
        var perCall = (4L * (sizes.Embedding.Length + (long)sizes.Samples.Length + ((long)horizon * sizes.ActionSize))) + (8L * horizon * jointCount) + 25;
        _capacity = (int)Math.Clamp(maxBytes / perCall, 1, maxCalls);
        _calls = new Calls(sizes, horizon, jointCount, _capacity);
    }

    /// <summary>Most calls of an episode that are kept.</summary>
    public int Capacity => _capacity;

    /// <summary>Calls that are kept so far.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _calls.Count;
        }
    }

    /// <summary>Calls of this episode that were not kept: there was no room, or they were of other sizes.</summary>
    public long Dropped
    {
        get
        {
            lock (_gate)
                return _calls.Dropped;
        }
    }

    /// <inheritdoc/>
    public void OnServed(InferenceResult result, PolicyInsight insight)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (result.Outcome == InferenceOutcome.Ok)
            Add(insight, result.Chunk, result.Request.IsTaskStart);
    }

    /// <summary>Keeps one call.</summary>
    /// <param name="insight">What the policy let look at.</param>
    /// <param name="chunk">The usable chunk that it came to.</param>
    /// <param name="isTaskStart">Whether the epoch of the chunk is the first of a task, or of a retry from the safe pose.</param>
    public void Add(PolicyInsight insight, ActionChunk chunk, bool isTaskStart)
    {
        // Held for one copy: nobody does more under it than exchange a reference.
        lock (_gate)
            if (chunk.Epoch > _takenEpoch)
                _calls.Add(insight, chunk, isTaskStart);
    }

    /// <summary>Hands out what was kept and starts over. An inference of it that ends later belongs to no episode any more.</summary>
    /// <param name="info">How the episode came out.</param>
    /// <returns>The rollout; <see langword="null"/> if nothing was kept.</returns>
    public Rollout? Take(RolloutInfo info)
    {
        ArgumentNullException.ThrowIfNull(info);
        lock (_gate)
        {
            if (_calls.Count == 0)
            {
                _calls.Clear();
                return null;
            }
        }

        var next = new Calls(_sizes, _horizon, _jointCount, _capacity);
        Calls taken;
        lock (_gate)
        {
            (taken, _calls) = (_calls, next);
            _takenEpoch = taken.LastEpoch;
        }

        return taken.ToRollout(info);
    }

    /// <summary>As <see cref="Take"/>, into a file.</summary>
    /// <param name="info">How the episode came out.</param>
    /// <param name="path">File to write; replaced if it is there.</param>
    /// <returns>Whether there was anything to write.</returns>
    /// <exception cref="IOException">The file cannot be written; the rollout is lost.</exception>
    public bool Save(RolloutInfo info, string path)
    {
        if (Take(info) is not { } rollout)
            return false;
        RolloutFile.Write(rollout, path);
        return true;
    }

    /// <summary>Memory for the calls of one episode; the rollout that comes of it looks at the same memory.</summary>
    private sealed class Calls(PolicyInsight sizes, int horizon, int jointCount, int capacity)
    {
        private readonly float[] _embeddings = new float[capacity * sizes.Embedding.Length];
        private readonly float[] _samples = new float[capacity * sizes.Samples.Length];
        private readonly double[] _actions = new double[capacity * horizon * jointCount];
        private readonly float[] _executed = new float[capacity * horizon * sizes.ActionSize];
        private readonly long[] _startNs = new long[capacity];
        private readonly long[] _modelNs = new long[capacity];
        private readonly long[] _epochs = new long[capacity];
        private readonly bool[] _isTaskStart = new bool[capacity];
        private long _intervalNs;
        private int _executedSize;

        public int Count { get; private set; }

        public long Dropped { get; private set; }

        public long LastEpoch => _epochs[Count - 1];

        public void Add(PolicyInsight insight, ActionChunk chunk, bool isTaskStart)
        {
            if (Count == capacity || insight.Embedding.Length != sizes.Embedding.Length || insight.Samples.Length != sizes.Samples.Length
                || insight.SampleCount != sizes.SampleCount || insight.SampleSteps != sizes.SampleSteps
                || chunk.Horizon != horizon || chunk.JointCount != jointCount || insight.Executed.Length > horizon * sizes.ActionSize
                || (Count > 0 && (chunk.IntervalNs != _intervalNs || insight.Executed.Length != _executedSize)))
            {
                Dropped++;
                return;
            }

            insight.Embedding.Span.CopyTo(_embeddings.AsSpan(Count * sizes.Embedding.Length));
            insight.Samples.Span.CopyTo(_samples.AsSpan(Count * sizes.Samples.Length));
            chunk.Actions.AsSpan(0, horizon * jointCount).CopyTo(_actions.AsSpan(Count * horizon * jointCount));
            _executedSize = insight.Executed.Length;
            insight.Executed.Span.CopyTo(_executed.AsSpan(Count * _executedSize));
            (_startNs[Count], _modelNs[Count]) = (chunk.StartNs, chunk.ModelNs);
            (_epochs[Count], _isTaskStart[Count]) = (chunk.Epoch, isTaskStart);
            _intervalNs = chunk.IntervalNs;
            Count++;
        }

        public void Clear() => (Count, Dropped) = (0, 0);

        public Rollout ToRollout(RolloutInfo info) => new()
        {
            Info = info,
            Count = Count,
            EmbeddingSize = sizes.Embedding.Length,
            SampleCount = sizes.SampleCount,
            SampleSteps = sizes.SampleSteps,
            PastSteps = sizes.PastSteps,
            ActionSize = sizes.ActionSize,
            Horizon = horizon,
            JointCount = jointCount,
            IntervalNs = _intervalNs,
            Dropped = Dropped,
            Embeddings = _embeddings.AsMemory(0, Count * sizes.Embedding.Length),
            Samples = _samples.AsMemory(0, Count * sizes.Samples.Length),
            Actions = _actions.AsMemory(0, Count * horizon * jointCount),
            Executed = _executed.AsMemory(0, Count * _executedSize),
            StartNs = _startNs.AsMemory(0, Count),
            ModelNs = _modelNs.AsMemory(0, Count),
            Epochs = _epochs.AsMemory(0, Count),
            IsTaskStart = _isTaskStart.AsMemory(0, Count),
        };
    }
}

using RobotPolicy.Inference.Graphs;
using RobotPolicy.Inference.Sampling.Plans;

namespace RobotPolicy.Inference.Sampling;

/// <summary>
/// The rolling buffer of Streaming Diffusion Policy. Positions carry their own level of noise, which falls towards the front;
/// an inference brings the front to zero, hands it out, moves up, and appends pure noise.
/// </summary>
internal sealed class RollingSampler : Sampler
{
    private const int Denoised = -1;
    private readonly RollingSpec _spec;
    private readonly SamplingStage[] _byLevel;
    private readonly (float Signal, float Noise)[] _renoise;
    private readonly int[] _entryLevels;
    private readonly int[] _levels;
    private readonly int _lead;
    private readonly float[] _buffer;
    private readonly float[] _noise;
    private readonly float[] _clean;
    private readonly float[] _memory;
    private readonly float[] _start;
    private bool _filled;
    private int _evaluations;
    private int _step;

    public RollingSampler(RollingSpec spec, SamplerShape shape)
        : base(spec, shape)
    {
        _spec = spec;
        _lead = spec.ObservationSteps - 1;
        _entryLevels = RollingLevels.Entry(spec, shape.Horizon);
        _levels = new int[shape.Horizon];
        _buffer = new float[shape.Length];
        _noise = new float[shape.Length];
        _clean = new float[shape.Length];
        _memory = new float[shape.Length];
        _start = new float[shape.ActionSize];

        var levels = spec.Schedule.Timesteps;
        var plan = DiffusionPlan.Create(new DiffusionSpec { Method = DiffusionMethod.Ddpm, Schedule = spec.Schedule, Steps = levels });
        _byLevel = [.. plan.Stages.Reverse()];
        var schedule = new NoiseSchedule(spec.Schedule);
        _renoise = [.. Enumerable.Range(0, levels).Select(schedule.AlphaBar).Select(a => ((float)Math.Sqrt(a), (float)Math.Sqrt(1 - a)))];
        Evaluations = levels / RollingLevels.Chunks(spec, shape.Horizon);
        var first = spec.Start == RollingStart.FullDenoise ? levels + 2 : 1;
        MaxNoiseValues = shape.Length * (first + _entryLevels[_lead] + 2);
    }

    public override int OutputActions => _spec.ActionSteps + _spec.PreviewSteps;

    public override int Evaluations { get; }

    public override int MaxNoiseValues { get; }

    public override Span<float> StartAction => _spec.Start == RollingStart.StartAction ? _start : [];

    public override SamplingResult Sample(IDenoiser denoiser, INoiseSource noise, Span<float> actions, IStepHook? hook = null)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(actions.Length, Shape.Candidates * OutputActions * Shape.ActionSize);
        if (hook is not null)
            throw new ArgumentException("A rolling buffer is consistent from chunk to chunk by itself; it takes no hook.", nameof(hook));

        _evaluations = 0;
        _step = 0;
        var status = _filled ? SamplingStatus.Ok : Fill(denoiser, noise);

        // All of the first chunk shares one level.
        while (status == SamplingStatus.Ok && _levels[_lead] > Denoised)
            status = Step(denoiser, noise);
        if (status == SamplingStatus.Ok)
        {
            CopyOut(actions);
            status = Advance(noise) ? SamplingStatus.Ok : SamplingStatus.NoiseExhausted;
        }

        // What is left of a rejected inference is no buffer to go on from.
        _filled = status == SamplingStatus.Ok;
        return new SamplingResult(status, _filled ? -1 : _step, _evaluations);
    }

    public override void Reset() => _filled = false;

    private SamplingStatus Fill(IDenoiser denoiser, INoiseSource noise)
    {
        var firstToNoise = 0;
        if (_spec.Start == RollingStart.FullDenoise)
        {
            if (!noise.TryFill(_buffer, Shape.Candidates))
                return SamplingStatus.NoiseExhausted;
            Array.Fill(_levels, _spec.Schedule.Timesteps - 1);
            while (_levels[0] > Denoised)
                if (Step(denoiser, noise) is var status and not SamplingStatus.Ok)
                    return status;
            firstToNoise = _lead + _spec.ActionSteps;
        }
        else
        {
            // The start action is all zeros unless the caller was asked for one.
            for (var i = 0; i < _buffer.Length; i += _start.Length)
                _start.CopyTo(_buffer, i);
        }

        if (!noise.TryFill(_noise, Shape.Candidates))
            return SamplingStatus.NoiseExhausted;
        _entryLevels.CopyTo(_levels, 0);
        for (var i = 0; i < _buffer.Length; i++)
        {
            var position = i / Shape.ActionSize % Shape.Horizon;
            var (signal, spread) = _renoise[_levels[position]];
            if (position >= firstToNoise)
                _buffer[i] = (signal * _buffer[i]) + (spread * _noise[i]);
        }

        return SamplingStatus.Ok;
    }

    /// <summary>One network call on the whole buffer; every position goes down one level by its own coefficients.</summary>
    private SamplingStatus Step(IDenoiser denoiser, INoiseSource noise)
    {
        for (var i = 0; i < Timesteps.Length; i++)
            Timesteps[i] = _levels[i % Shape.Horizon];
        var step = new SamplingStep
        {
            Index = _step,
            Evaluation = _evaluations,
            Timestep = _levels[_lead],
            Progress = float.NaN,
            VelocitySign = float.NaN,
        };
        var graph = Evaluate(denoiser, step, _buffer, 1, out var prediction);
        _evaluations++;
        if (graph != GraphStatus.Ok)
            return StatusOf(graph);
        if (_levels[^1] > 0 && !noise.TryFill(_noise, Shape.Candidates))
            return SamplingStatus.NoiseExhausted;

        var finite = true;
        for (var row = 0; row < Shape.Candidates; row++)
        {
            // Neighbours of one level are one span.
            for (int first = 0, end; first < Shape.Horizon; first = end)
            {
                for (end = first + 1; end < Shape.Horizon && _levels[end] == _levels[first]; end++)
                {
                }

                var range = new Range((row * Shape.RowLength) + (first * Shape.ActionSize), (row * Shape.RowLength) + (end * Shape.ActionSize));
                finite &= StepKernel.Apply(
                    _byLevel[_levels[first]],
                    _buffer.AsSpan(range),
                    prediction[range],
                    _memory.AsSpan(range),
                    _noise.AsSpan(range),
                    _clean.AsSpan(range));
            }
        }

        if (!finite)
            return Blame(prediction);

        foreach (ref var level in _levels.AsSpan())
            level--;
        _step++;
        return SamplingStatus.Ok;
    }

    private void CopyOut(Span<float> actions)
    {
        var (length, previews) = (_spec.ActionSteps * Shape.ActionSize, _spec.PreviewSteps * Shape.ActionSize);
        for (var row = 0; row < Shape.Candidates; row++)
        {
            var first = (row * Shape.RowLength) + (_lead * Shape.ActionSize);
            var candidate = actions.Slice(row * (length + previews), length + previews);
            _buffer.AsSpan(first, length).CopyTo(candidate);
            _clean.AsSpan(first + length, previews).CopyTo(candidate[length..]);
        }

        LimitOutput(actions);
    }

    /// <summary>
    /// Moves up by the actions that left. The tail behind the last whole chunk lost noise too early, and is noise again; the
    /// first positions stay as they are, under the level of the chunk behind them, as the published policy does it.
    /// </summary>
    private bool Advance(INoiseSource noise)
    {
        var kept = (RollingLevels.Chunks(_spec, Shape.Horizon) - 1) * _spec.ActionSteps + _lead;
        var fresh = (Shape.Horizon - kept) * Shape.ActionSize;
        var values = _noise.AsSpan(0, Shape.Candidates * fresh);
        if (!noise.TryFill(values, Shape.Candidates))
            return false;

        for (var row = 0; row < Shape.Candidates; row++)
        {
            var buffer = _buffer.AsSpan(row * Shape.RowLength, Shape.RowLength);
            buffer.Slice(_spec.ActionSteps * Shape.ActionSize, kept * Shape.ActionSize).CopyTo(buffer);
            values.Slice(row * fresh, fresh).CopyTo(buffer[(kept * Shape.ActionSize)..]);
        }

        _levels.AsSpan(_spec.ActionSteps, kept).CopyTo(_levels);
        _levels.AsSpan(kept).Fill(_spec.Schedule.Timesteps - 1);
        _levels.AsSpan(0, _lead).Fill(_levels[_lead]);
        return true;
    }
}

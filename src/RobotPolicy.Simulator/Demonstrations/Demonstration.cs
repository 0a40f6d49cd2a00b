using System.Runtime.InteropServices;

namespace RobotPolicy.Simulator.Demonstrations;

/// <summary>The frames of one episode, in memory that is used again for the next one.</summary>
internal sealed class Demonstration
{
    private readonly MemoryStream _images = new();
    private readonly List<float> _states = [];
    private readonly List<float> _actions = [];
    private readonly List<DemonstrationSegment> _segments = [];
    private int _segmentStart;

    /// <summary>Seed of the episode.</summary>
    internal int Seed { get; private set; }

    /// <summary>Index of the disc that the cube was brought to.</summary>
    internal int Goal { get; private set; }

    /// <summary>Number of recorded frames.</summary>
    internal int FrameCount { get; private set; }

    /// <summary>Images of all frames: frame × camera × size × size × RGB.</summary>
    internal ReadOnlySpan<byte> Images => _images.GetBuffer().AsSpan(0, (int)_images.Length);

    /// <summary>Joint positions of all frames, seven each.</summary>
    internal ReadOnlySpan<float> States => CollectionsMarshal.AsSpan(_states);

    /// <summary>Commands of all frames, seven each: the command at this frame's time; it moves in a straight line to the next frame's.</summary>
    internal ReadOnlySpan<float> Actions => CollectionsMarshal.AsSpan(_actions);

    /// <summary>Unbroken runs of frames, in order.</summary>
    internal IReadOnlyList<DemonstrationSegment> Segments => _segments;

    /// <summary>Forgets everything.</summary>
    internal void Clear(int seed, int goal)
    {
        Seed = seed;
        Goal = goal;
        FrameCount = 0;
        _segmentStart = 0;
        _images.SetLength(0);
        _states.Clear();
        _actions.Clear();
        _segments.Clear();
    }

    /// <summary>Records one frame.</summary>
    internal void Add(ReadOnlySpan<byte> images, ReadOnlySpan<double> state, ReadOnlySpan<double> action)
    {
        _images.Write(images);
        foreach (var value in state)
            _states.Add((float)value);
        foreach (var value in action)
            _actions.Add((float)value);
        FrameCount++;
    }

    /// <summary>Ends a segment; an empty one leaves no trace.</summary>
    internal void Cut(bool terminal)
    {
        if (FrameCount > _segmentStart)
            _segments.Add(new DemonstrationSegment(_segmentStart, FrameCount - _segmentStart, terminal));
        _segmentStart = FrameCount;
    }
}

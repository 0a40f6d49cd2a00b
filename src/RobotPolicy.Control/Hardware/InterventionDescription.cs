using RobotPolicy.Control.Intervention;

namespace RobotPolicy.Control.Hardware;

/// <summary>The topic by which a human can take over, as the hardware profile states it. Immutable.</summary>
public sealed record InterventionDescription
{
    /// <summary>Topic.</summary>
    public required string Topic { get; init; }

    /// <summary>Its message.</summary>
    public required InterventionMessage Message { get; init; }

    /// <summary>What the numbers mean.</summary>
    public required HumanFrameKind Kind { get; init; }

    /// <summary>The dead-man switch.</summary>
    public required DeadManDescription DeadMan { get; init; }

    /// <summary>Factor on velocities, or on the movements of a leader whose joints are clutched.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>For <see cref="InterventionMessage.Joy"/>: which axis moves which joint.</summary>
    public IReadOnlyList<JoyAxis> Axes { get; init; } = [];

    /// <summary>Whether messages are asked for reliably. Best-effort publishers are not heard then.</summary>
    public bool Reliable { get; init; }

    /// <summary>Silence after which the arm is held, or <see langword="null"/> for the service's setting.</summary>
    public TimeSpan? Silence { get; init; }

    /// <summary>Fraction of the speed limits on the way to a leader elsewhere, or <see langword="null"/> for the service's setting.</summary>
    public double? TakeoverSpeed { get; init; }

    /// <summary>The service's settings, with those that the profile states in their place.</summary>
    public InterventionOptions Over(InterventionOptions options) => new()
    {
        Silence = Silence ?? options.Silence,
        TakeoverSpeed = TakeoverSpeed ?? options.TakeoverSpeed,
        MaxSpread = options.MaxSpread,
    };
}

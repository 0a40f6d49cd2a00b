namespace RobotPolicy.Control.Execution;

/// <summary>Position, velocity and acceleration of every joint at one instant; rad or m, and seconds.</summary>
internal sealed class Motion(int jointCount)
{
    public double[] Position { get; } = new double[jointCount];

    public double[] Velocity { get; } = new double[jointCount];

    public double[] Acceleration { get; } = new double[jointCount];

    public void Clear()
    {
        Position.AsSpan().Clear();
        Velocity.AsSpan().Clear();
        Acceleration.AsSpan().Clear();
    }

    /// <summary>Stands still at a position.</summary>
    public void Rest(ReadOnlySpan<double> position)
    {
        Clear();
        position[..Position.Length].CopyTo(Position);
    }
}

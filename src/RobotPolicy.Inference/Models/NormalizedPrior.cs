namespace RobotPolicy.Inference.Models;

/// <summary>
/// What is already decided, in the policy's own numbers: its order of joints, its units, normalised. Filled before every run;
/// see <see cref="Control.Model.ChunkPrior"/> for what the rows mean.
/// </summary>
/// <param name="horizon">Most decided actions.</param>
/// <param name="actionSize">Numbers in one action.</param>
/// <param name="pastSteps">Most executed actions.</param>
internal sealed class NormalizedPrior(int horizon, int actionSize, int pastSteps)
{
    /// <summary>Numbers in one action.</summary>
    public int ActionSize { get; } = actionSize;

    /// <summary>Room for what the chunk in use says, row-major [horizon, action].</summary>
    public float[] ActionBuffer { get; } = new float[horizon * actionSize];

    /// <summary>Room for what was executed, the newest first, row-major [past, action].</summary>
    public float[] ExecutedBuffer { get; } = new float[pastSteps * actionSize];

    /// <summary>Known rows of <see cref="ActionBuffer"/>.</summary>
    public int Count { get; set; }

    /// <summary>Actions that will be consumed before the new chunk takes over.</summary>
    public int DelaySteps { get; set; }

    /// <summary>Known rows of <see cref="ExecutedBuffer"/>.</summary>
    public int ExecutedCount { get; set; }

    /// <summary>What the chunk in use says.</summary>
    public ReadOnlySpan<float> Actions => ActionBuffer.AsSpan(0, Count * ActionSize);

    /// <summary>What was executed, the newest first.</summary>
    public ReadOnlySpan<float> Executed => ExecutedBuffer.AsSpan(0, ExecutedCount * ActionSize);
}

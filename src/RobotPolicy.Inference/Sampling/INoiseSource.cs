namespace RobotPolicy.Inference.Sampling;

/// <summary>Where a sampler's standard normal noise comes from. Used by one thread at a time; allocates nothing.</summary>
public interface INoiseSource
{
    /// <summary>Fills with independent values of mean 0 and variance 1.</summary>
    /// <param name="values">Row-major [rows, length].</param>
    /// <param name="rows">Candidates.</param>
    /// <returns>Whether there were enough; where not, nothing can be said about the values.</returns>
    bool TryFill(Span<float> values, int rows);
}

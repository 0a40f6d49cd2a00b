namespace RobotPolicy.IntegrationTests.Export;

/// <summary>A test that needs PyTorch; skipped, with what is missing, where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ExporterFactAttribute : FactAttribute
{
    public ExporterFactAttribute() => Skip = Python.Missing;
}

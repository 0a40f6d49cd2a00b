namespace RobotPolicy.IntegrationTests.Export;

/// <summary>As <see cref="ExporterFactAttribute"/>, for tests with cases.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ExporterTheoryAttribute : TheoryAttribute
{
    public ExporterTheoryAttribute() => Skip = Python.Missing;
}

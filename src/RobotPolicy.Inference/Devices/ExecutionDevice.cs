namespace RobotPolicy.Inference.Devices;

/// <summary>What computes a graph.</summary>
public enum ExecutionDevice
{
    /// <summary>The processor.</summary>
    Cpu = 0,

    /// <summary>An NVIDIA GPU through ONNX Runtime's CUDA provider: CUDA 13 and cuDNN 9.</summary>
    Cuda,

    /// <summary>An NVIDIA GPU through TensorRT 10, with CUDA for the operators that TensorRT leaves over.</summary>
    TensorRt,

    /// <summary>Any GPU with a Vulkan driver, through WebGPU.</summary>
    WebGpu,
}
